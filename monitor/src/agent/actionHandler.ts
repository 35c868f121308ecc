import type { IncomingMessage } from "node:http";

import { type Action, actionOf, isEnode } from "../actions/action.ts";
import { isBearer } from "../actions/sharedToken.ts";
import { asObject } from "../peers/read.ts";
import type { ActionHandler } from "./server.ts";

/** Largest request, in bytes: an enode URL is some 200. */
const MAX_BYTES = 1024;

/** A client that can be acted on. */
export interface Actor {
  act(action: Action, enode: string): Promise<unknown>;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > MAX_BYTES) return null;
    pieces.push(piece);
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString("utf8")) as unknown;
  } catch {
    return null;
  }
}

/**
 * `POST /v1/actions/add`, `remove` and `trust` with `{"enode"}`, for who has the token. Answers `{"accepted"}` as the client
 * says.
 */
export function actionHandler(token: string, actor: Actor): ActionHandler {
  return async (request, name) => {
    const no = (status: number, error: string) => ({ status, body: { schema: 1, error } });
    if (!isBearer(request.headers.authorization, token)) return no(401, "the token is not known");
    const action = actionOf(name);
    if (action === null) return no(404, "no such action");
    if (request.method !== "POST") return no(405, "only POST");
    const enode = asObject(await readJson(request))?.["enode"];
    if (typeof enode !== "string" || !isEnode(enode))
      return no(400, "enode: expected an enode URL");
    try {
      return {
        status: 200,
        body: { schema: 1, accepted: (await actor.act(action, enode)) === true },
      };
    } catch (error) {
      return no(502, error instanceof Error ? error.message : String(error));
    }
  };
}
