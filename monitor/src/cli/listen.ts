import { UsageError } from "./usageError.ts";

/** Where a server listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `host:port`, with an IPv6 host in brackets. Port 0 lets the system choose.
 *
 * @throws {UsageError} naming the flag and what came
 */
export function parseListen(text: string): ListenAddress {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3] ?? NaN);
  if (host === undefined || !(port <= 65535)) {
    throw new UsageError(
      `--listen: ${JSON.stringify(text)} came, expected host:port such as 0.0.0.0:8600`,
    );
  }
  return { host, port };
}
