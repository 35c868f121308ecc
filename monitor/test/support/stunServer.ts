import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";

/** Makes an answer to a request, or none. */
export type StunReply = (request: Buffer, from: RemoteInfo) => Buffer | null;

/** A success response that says an address: RFC 8489, section 14.2. */
export function says(address: string): StunReply {
  return (request) => {
    const answer = Buffer.alloc(32);
    answer.writeUInt16BE(0x0101, 0);
    answer.writeUInt16BE(12, 2);
    request.copy(answer, 4, 4, 20);
    answer.writeUInt16BE(0x0020, 20);
    answer.writeUInt16BE(8, 22);
    answer.writeUInt8(0x01, 25);
    const bits = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
    answer.writeUInt32BE((bits ^ 0x2112a442) >>> 0, 28);
    return answer;
  };
}

/** A STUN server on this machine, each on an address of its own where that matters. */
export class StunTestServer {
  readonly host: string;
  readonly port: number;
  /** The requests that came. */
  readonly requests: Buffer[] = [];
  readonly #socket: Socket;

  private constructor(socket: Socket, reply: StunReply) {
    this.#socket = socket;
    this.host = socket.address().address;
    this.port = socket.address().port;
    socket.on("message", (request, from) => {
      this.requests.push(request);
      const answer = reply(request, from);
      if (answer !== null) socket.send(answer, from.port, from.address);
    });
  }

  static async open(reply: StunReply, host = "127.0.0.1"): Promise<StunTestServer> {
    const socket = createSocket("udp4");
    socket.bind(0, host);
    await once(socket, "listening");
    return new StunTestServer(socket, reply);
  }

  close(): void {
    this.#socket.close();
  }
}
