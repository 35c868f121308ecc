import { once } from "node:events";
import type { ServerResponse } from "node:http";

import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";

import type { AppEnv } from "../auth/access.ts";
import { HEADERS } from "../headers.ts";

/** An answer in parts. */
export interface Parts {
  /** Made as they are sent: of those that are not, none is. */
  readonly parts: Iterable<Buffer>;
  /** Of all parts together, bytes. */
  readonly length: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Handed to the kernel in one piece, bytes: between two pieces a busy server has a turn for others. */
const BATCH = 4 * 1024 * 1024;

/**
 * Answers with parts as they lie in memory: a fleet's are 20 MB that many ask for, of which a Response would make copies.
 * Where there is no connection, as in a test of the routes, they are put together.
 */
export async function sendParts(context: Context<AppEnv>, answer: Parts): Promise<Response> {
  const { outgoing } = (context.env as Partial<HttpBindings> | undefined) ?? {};
  if (!hasConnection(outgoing))
    return context.body(Buffer.concat([...answer.parts]), 200, answer.headers);
  await writeParts(outgoing, answer);
  return RESPONSE_ALREADY_SENT;
}

const hasConnection = (
  outgoing: HttpBindings["outgoing"] | undefined,
): outgoing is ServerResponse => outgoing !== undefined && "writeHead" in outgoing;

/** As fast as the client takes them; ends with the connection. */
async function writeParts(
  response: ServerResponse,
  { parts, length, headers }: Parts,
): Promise<void> {
  response.writeHead(200, { ...HEADERS, ...headers, "content-length": length });
  const gone = new AbortController();
  const abort = (): void => {
    gone.abort();
  };
  response.once("close", abort);
  let waiting = 0;
  response.cork();
  for (const part of parts) {
    response.write(part);
    if ((waiting += part.length) < BATCH) continue;
    response.uncork();
    // Who goes away in the middle is owed nothing.
    if (response.writableNeedDrain)
      await once(response, "drain", { signal: gone.signal }).catch(() => undefined);
    if (gone.signal.aborted) return;
    waiting = 0;
    response.cork();
  }
  response.uncork();
  response.off("close", abort).end();
}
