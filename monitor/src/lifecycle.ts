import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

import type { ListenAddress } from "./cli/listen.ts";

/** The server could not take its address. */
export class ListenError extends Error {
  override readonly name = "ListenError";
}

/**
 * Makes a server listen.
 *
 * @returns the address that it has, which matters when port 0 was asked for
 * @throws {ListenError} when the address is taken or is not this machine's
 */
export async function listen(server: Server, { host, port }: ListenAddress): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      reject(new ListenError(`--listen: cannot listen on ${host}:${port}: ${error.message}`));
    });
    server.listen(port, host, resolve);
  });
  return server.address() as AddressInfo;
}

/** Settles with the name of the first SIGTERM or SIGINT. A second one ends the process at once. */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, resolve);
  });
}

/** How long requests under way may take to end after a stop signal, in milliseconds. */
const GRACE_MS = 1000;

/** Closes a server: no new requests, those under way get a second. */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, GRACE_MS);
  await closed;
  clearTimeout(timer);
}
