import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";

import { covers, type Identity, type Role } from "./role.ts";
import { Sessions } from "./sessions.ts";
import type { AccessSettings } from "./settings.ts";
import { Tokens } from "./tokens.ts";

/** What the handlers behind the guard know of who asks. */
export interface AppEnv {
  Variables: { identity: Identity };
}

/** The cookie of a session. */
export const COOKIE = "peer_monitor_session";

/** Who may do what: by a token in the request, by a session that began with one, or as anyone. */
export class Access {
  /** Null when none are configured: everyone is anonymous then. */
  readonly tokens: Tokens | null;
  readonly sessions: Sessions;
  /** Whether metrics need no token. */
  readonly openMetrics: boolean;
  readonly #anonymous: Identity;

  constructor(
    tokens: Tokens | null,
    settings: Partial<Pick<AccessSettings, "anonymousRole" | "openMetrics">> = {},
    sessions = new Sessions(),
  ) {
    this.tokens = tokens;
    this.sessions = sessions;
    this.openMetrics = settings.openMetrics ?? false;
    const role = settings.anonymousRole ?? (tokens === null ? "operator" : "none");
    this.#anonymous = { role, subject: null };
  }

  /** As the settings say. @throws {ConfigError} when the tokens cannot be read */
  static async load(settings: AccessSettings | undefined): Promise<Access> {
    const file = settings?.tokensFile;
    return new Access(file === undefined ? null : await Tokens.load(file), settings);
  }

  /** Who asks; null when a token came that is nobody's. */
  identify(context: Context): Identity | null {
    if (this.tokens === null) return this.#anonymous;
    const header = context.req.header("authorization");
    if (header !== undefined) {
      const token = /^Bearer +(\S+)$/i.exec(header)?.[1];
      return token === undefined ? null : this.tokens.find(token);
    }
    const session = getCookie(context, COOKIE);
    return (session === undefined ? null : this.sessions.find(session)) ?? this.#anonymous;
  }

  /** Lets those pass whose role is enough: 401 to who has not said who they are, 403 to who may not. */
  guard(needed: Role): MiddlewareHandler<AppEnv> {
    return async (context, next) => {
      const identity = this.identify(context);
      if (identity === null || (identity.subject === null && !covers(identity.role, needed))) {
        const error =
          identity === null
            ? "the token is not known"
            : "a token is needed: send it as Authorization: Bearer TOKEN, or sign in on the page";
        return context.json({ error }, 401, { "www-authenticate": "Bearer" });
      }
      if (!covers(identity.role, needed)) {
        const error = `the role ${identity.role} may not do this: ${needed} is needed`;
        return context.json({ error }, 403);
      }
      context.set("identity", identity);
      await next();
      return undefined;
    };
  }
}
