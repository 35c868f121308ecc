import axios from "axios";

import { maskSecrets } from "../maskSecrets.ts";
import { cleanText } from "../peers/text.ts";
import type { Snapshot } from "../serve/snapshot.ts";

/** The server could not be asked: the program ends with code 3 and this message. */
export class ServerUnreachableError extends Error {
  override readonly name = "ServerUnreachableError";
  readonly url: string;

  constructor(url: string, reason: string) {
    super(maskSecrets(`${url}: ${cleanText(reason)}, expected a peer monitor`));
    this.url = url;
  }
}

function isSnapshot(body: unknown): body is Snapshot {
  return (
    typeof body === "object" &&
    body !== null &&
    "schema" in body &&
    body.schema === 1 &&
    "nodes" in body &&
    Array.isArray(body.nodes)
  );
}

/** Why an answer is none, in plain words. */
function reasonOf(error: unknown): string {
  if (axios.isCancel(error)) return "no answer within 5 s";
  if (axios.isAxiosError(error)) {
    if (error.code === "ECONNREFUSED") return "connection refused";
    if (error.response?.status === 401)
      return "a token is needed, or another one; see --token-file";
  }
  return error instanceof Error ? error.message : String(error);
}

/**
 * Asks a server for all that it knows.
 *
 * @param url the server, without path
 * @param token default: none
 * @throws {ServerUnreachableError} when it does not answer, or with something else
 */
export async function fetchSnapshot(url: string, token: string | null = null): Promise<Snapshot> {
  let body: unknown;
  try {
    const answer = await axios.get<unknown>(new URL("/api/peers", url).href, {
      signal: AbortSignal.timeout(5000),
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
      maxContentLength: 256 * 1024 * 1024,
      proxy: false,
    });
    body = answer.data;
  } catch (error) {
    throw new ServerUnreachableError(url, reasonOf(error));
  }
  if (!isSnapshot(body)) throw new ServerUnreachableError(url, "an answer of another kind came");
  return body;
}
