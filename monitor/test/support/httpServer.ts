import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { fixture } from "./fixtures.ts";

/** Answers a request. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A real HTTP server on loopback whose answers a test can change. */
export class TestServer {
  handler: Handler;
  readonly requests: string[] = [];
  #server: Server;
  #port = 0;

  private constructor(handler: Handler) {
    this.handler = handler;
    this.#server = this.#create();
  }

  static async open(handler: Handler): Promise<TestServer> {
    const server = new TestServer(handler);
    await server.listen();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens, on the same port as before if it did. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Ends every connection and refuses new ones, until {@link listen}. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
    this.#server = this.#create();
  }

  #create(): Server {
    return createServer((request, response) => {
      this.requests.push(request.url ?? "");
      this.handler(request, response);
    });
  }
}

/** Sends a value as JSON. */
export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** The answers of a real Prysm v7 with one peer, by the last part of the path. */
export const beaconAnswers: Handler = (request, response) => {
  const name = /^\/eth\/v1\/node\/(\w+)/.exec(request.url ?? "")?.[1] ?? "";
  if (["identity", "peer_count", "peers", "syncing", "version"].includes(name)) {
    response.setHeader("content-type", "application/json").end(fixture(`beacon_node_${name}.json`));
  } else {
    sendJson(response, { code: 404, message: "not found" }, 404);
  }
};
