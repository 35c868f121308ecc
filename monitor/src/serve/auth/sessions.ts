import { createHash, randomBytes } from "node:crypto";

import type { Identity } from "./role.ts";

/** How long a browser stays signed in, in seconds. */
export const SESSION_SECONDS = 12 * 3600;

/** More at a time are not kept: the oldest goes. */
const MAX_SESSIONS = 1000;

interface Session {
  readonly identity: Identity;
  readonly endsAt: number;
}

/** Who is signed in. Kept in memory only: a restart signs all out. */
export class Sessions {
  readonly #now: () => number;
  // By hash, so that how long a look-up takes tells nothing of a session's name.
  readonly #sessions = new Map<string, Session>();

  /** @param now milliseconds */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Begins a session and gives its name, which is as good as a token. */
  begin(identity: Identity): string {
    const name = randomBytes(32).toString("base64url");
    this.#sessions.set(keyOf(name), {
      identity,
      endsAt: this.#now() + SESSION_SECONDS * 1000,
    });
    if (this.#sessions.size > MAX_SESSIONS) {
      const [oldest] = this.#sessions.keys();
      if (oldest !== undefined) this.#sessions.delete(oldest);
    }
    return name;
  }

  /** Whose session it is; null when it has ended or never was. */
  find(name: string): Identity | null {
    const session = this.#sessions.get(keyOf(name));
    return session === undefined || session.endsAt <= this.#now() ? null : session.identity;
  }

  /** Ends a session. */
  end(name: string): void {
    this.#sessions.delete(keyOf(name));
  }
}

const keyOf = (name: string): string => createHash("sha256").update(name).digest("base64url");
