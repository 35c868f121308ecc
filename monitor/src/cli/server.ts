import { UsageError } from "./usageError.ts";

/**
 * Reads `host:port` of a server that is asked, with a name or an IPv4 address.
 *
 * @throws {UsageError} naming the flag and what came
 */
export function parseServer(flag: string, text: string): { host: string; port: number } {
  const match = /^([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3] ?? NaN);
  if (match?.[1] === undefined || !(port >= 1 && port <= 65535)) {
    throw new UsageError(
      `--${flag}: ${JSON.stringify(text)} came, expected host:port such as stun.example.org:3478`,
    );
  }
  return { host: match[1], port };
}
