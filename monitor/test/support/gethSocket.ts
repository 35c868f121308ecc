import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { GETH_ANSWERS } from "./fixtures.ts";

/** A request as it came over the socket. */
export interface RpcRequest {
  readonly id: number;
  readonly method: string;
  readonly params?: readonly unknown[];
}

/** Answers one request by writing to the socket whatever a test needs. */
export type Responder = (request: RpcRequest, socket: Socket) => void;

/** A result for every request, from `answers`; what is not in them is "method not found", as in Geth. */
export function answering(answers: Readonly<Record<string, unknown>> = GETH_ANSWERS): Responder {
  return ({ id, method }, socket) => {
    const body = Object.hasOwn(answers, method)
      ? { result: answers[method] }
      : {
          error: { code: -32601, message: `the method ${method} does not exist/is not available` },
        };
    socket.write(`${JSON.stringify({ jsonrpc: "2.0", id, ...body })}\n`);
  };
}

/** A real Unix socket that speaks as Geth does, from recorded answers. */
export class GethSocket {
  readonly path: string;
  readonly #dir: string;
  /** Every request that came, in order. */
  readonly requests: RpcRequest[] = [];
  respond: Responder = answering();
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((socket) => {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => undefined);
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString();
      const lines = text.split("\n");
      text = lines.pop() ?? "";
      for (const line of lines) {
        const request = JSON.parse(line) as RpcRequest;
        this.requests.push(request);
        this.respond(request, socket);
      }
    });
  });

  private constructor(dir: string) {
    this.#dir = dir;
    this.path = join(dir, "geth.ipc");
  }

  /** A place for a socket on which nobody listens yet. */
  static async create(): Promise<GethSocket> {
    return new GethSocket(await mkdtemp(join(tmpdir(), "peer-monitor-")));
  }

  /** As {@link create}, and listens. */
  static async open(): Promise<GethSocket> {
    const socket = await GethSocket.create();
    await socket.listen();
    return socket;
  }

  /** Begins to listen, as Geth does when it has started. */
  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(this.path, resolve));
  }

  /** How many connections there are. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** Writes to every connection. */
  push(text: string | Buffer): void {
    for (const socket of this.#sockets) socket.write(text);
  }

  /** Stops listening and ends every connection, as Geth does when it stops. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** {@link close}, and takes the folder away. */
  async dispose(): Promise<void> {
    await this.close();
    await rm(this.#dir, { recursive: true, force: true });
  }
}
