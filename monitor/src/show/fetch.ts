import axios from "axios";

import type { Snapshot } from "../serve/snapshot.ts";

/** The server could not be asked: the program ends with code 3 and this message. */
export class ServerUnreachableError extends Error {
  override readonly name = "ServerUnreachableError";
  readonly url: string;

  constructor(url: string, reason: string) {
    super(`${url}: ${reason}, expected a peer monitor`);
    this.url = url;
  }
}

function isSnapshot(body: unknown): body is Snapshot {
  return (
    typeof body === "object" &&
    body !== null &&
    "schema" in body &&
    body.schema === 1 &&
    "nodes" in body
  );
}

/**
 * Asks a server for all that it knows.
 *
 * @param url the server, without path
 * @throws {ServerUnreachableError} when it does not answer, or with something else
 */
export async function fetchSnapshot(url: string): Promise<Snapshot> {
  let body: unknown;
  try {
    const answer = await axios.get<unknown>(new URL("/api/peers", url).href, {
      signal: AbortSignal.timeout(5000),
      maxContentLength: 256 * 1024 * 1024,
      proxy: false,
    });
    body = answer.data;
  } catch (error) {
    const refused = axios.isAxiosError(error) && error.code === "ECONNREFUSED";
    const late = axios.isCancel(error);
    const reason = error instanceof Error ? error.message : String(error);
    throw new ServerUnreachableError(
      url,
      refused ? "connection refused" : late ? "no answer within 5 s" : reason,
    );
  }
  if (!isSnapshot(body)) throw new ServerUnreachableError(url, "an answer of another kind came");
  return body;
}
