import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { lookup } from "node:dns/promises";

import { answers, bindingRequest, mappedAddress, TRANSACTION_BYTES } from "./message.ts";

/** A STUN server by name or address. */
export interface StunServer {
  readonly host: string;
  readonly port: number;
}

/** What one server said. */
export interface StunAnswer {
  /** The server's own IP address. */
  readonly server: string;
  /** The address that it saw. */
  readonly address: string;
}

/** A server gave no answer in time. */
export class StunTimeoutError extends Error {
  override readonly name = "StunTimeoutError";
}

/** Longest time for one server, its name's resolution included, in milliseconds. */
export const STUN_TIMEOUT_MS = 5000;

/**
 * When the request is sent again, in milliseconds from its first: UDP loses datagrams. The pauses begin with 500 ms and
 * double (RFC 8489, section 6.2.1).
 */
const AGAIN_MS = [500, 1500, 3500];

/**
 * Asks one server for the address that it sees.
 *
 * @param timeoutMs default {@link STUN_TIMEOUT_MS}
 * @throws {StunTimeoutError}
 * @throws {StunAnswerError} where what it answers is of no use
 * @throws what the resolver and the socket throw
 */
export async function askStun(
  { host, port }: StunServer,
  timeoutMs = STUN_TIMEOUT_MS,
): Promise<StunAnswer> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new StunTimeoutError(`no answer within ${timeoutMs} ms`));
  }, timeoutMs);
  const socket = createSocket("udp4");
  try {
    const { address: server } = await Promise.race([lookup(host, { family: 4 }), late.promise]);
    const address = await Promise.race([exchange(socket, server, port), late.promise]);
    return { server, address };
  } finally {
    clearTimeout(timer);
    socket.close();
  }
}

function exchange(socket: Socket, server: string, port: number): Promise<string> {
  const transaction = randomBytes(TRANSACTION_BYTES);
  const request = bindingRequest(transaction);
  const timers: NodeJS.Timeout[] = [];
  return new Promise((resolve, reject) => {
    socket.once("close", () => {
      timers.forEach(clearTimeout);
    });
    socket.once("error", reject);
    socket.on("message", (datagram) => {
      if (!answers(datagram, transaction)) return;
      try {
        resolve(mappedAddress(datagram));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    // Connected, the system passes on nothing that another address sent.
    socket.connect(port, server, () => {
      const send = () => {
        socket.send(request);
      };
      send();
      timers.push(...AGAIN_MS.map((after) => setTimeout(send, after)));
    });
  });
}
