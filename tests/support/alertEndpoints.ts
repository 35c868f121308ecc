import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A message that reached somebody. */
export interface Delivery {
  readonly receiver: string;
  /** What its reader sees first. */
  readonly title: string;
  /** The key that came with it, wherever this receiver wants it. */
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
}

type Body = Record<string, unknown>;

/**
 * HTTP endpoints on a loopback port that answer as PagerDuty, Opsgenie, Slack, a webhook and a dead-man's switch do.
 *
 * Sources: PagerDuty's Events API v2, Opsgenie's Alert API, Slack's incoming webhooks; answers as Alertmanager 0.28.1 wants them.
 */
export class AlertEndpoints {
  readonly deliveries: Delivery[] = [];
  readonly #server: Server;
  /** Opsgenie is told to close an alert by its alias only. */
  readonly #titles = new Map<string, string>();

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#answer(request, response);
    });
  }

  static async start(): Promise<AlertEndpoints> {
    const endpoints = new AlertEndpoints();
    await new Promise<void>((done) => endpoints.#server.listen(0, "127.0.0.1", done));
    return endpoints;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const body = JSON.parse(text) as Body;
    const path = (request.url ?? "").split("?")[0] ?? "";
    const [, kind = "", ...rest] = path.split("/");
    const authorization = request.headers.authorization ?? "";
    this.deliveries.push({ ...this.#read(kind, rest, body, authorization), body });
    response.writeHead(kind === "pagerduty" || kind === "opsgenie" ? 202 : 200, {
      "content-type": "text/plain",
    });
    response.end("ok");
  }

  #read(
    kind: string,
    rest: readonly string[],
    body: Body,
    authorization: string,
  ): Omit<Delivery, "body"> {
    switch (kind) {
      case "pagerduty": {
        const title = String((body["payload"] as Body)["summary"]);
        return { receiver: "on-call", title, key: String(body["routing_key"]) };
      }
      case "opsgenie": {
        const closed = rest.at(-1) === "close" ? decodeURIComponent(rest.at(-2) ?? "") : undefined;
        if (closed === undefined) {
          this.#titles.set(String(body["alias"]), String(body["message"]));
        }
        const title =
          closed === undefined
            ? String(body["message"])
            : (this.#titles.get(closed) ?? closed).replace(/^\[.*?\]/, "[RESOLVED]");
        return { receiver: "operators", title, key: authorization };
      }
      case "slack": {
        const [attachment] = body["attachments"] as Body[];
        return { receiver: "team-chat", title: String(attachment?.["title"]), key: rest.join("/") };
      }
      default: {
        const title = String(body["groupKey"]);
        const key = `${rest.join("/")} ${authorization}`.trim();
        return { receiver: kind, title, key };
      }
    }
  }
}
