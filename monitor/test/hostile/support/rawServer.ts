import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** Answers a request by writing to the connection whatever it likes. */
export type RawAnswer = (socket: Socket) => void;

/** A server on loopback that speaks HTTP only as far as it likes. */
export class RawServer {
  /** Connections that are open. */
  readonly sockets = new Set<Socket>();
  #answer: RawAnswer;
  readonly #server: Server;

  private constructor(answer: RawAnswer) {
    this.#answer = answer;
    this.#server = createServer((socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
      socket.on("error", () => undefined);
      socket.on("data", (chunk) => {
        // Once for each request, however it is cut into pieces.
        const requests = chunk.toString("latin1").split(" HTTP/1.1\r\n").length - 1;
        for (let at = 0; at < requests; at++) this.#answer(socket);
      });
    });
  }

  static async open(answer: RawAnswer): Promise<RawServer> {
    const server = new RawServer(answer);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}
