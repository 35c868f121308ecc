import type { Point } from "../../history/history.ts";
import type { PeerEvent } from "../../serve/events/event.ts";
import type { Snapshot } from "../../serve/snapshot.ts";
import type { Session } from "./model.ts";

/** The server wants to know first who asks. */
export class SignInNeeded extends Error {
  override readonly name = "SignInNeeded";
}

/** Longest time for an answer, in milliseconds. */
const TIMEOUT_MS = 10_000;

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(path, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (response.status === 401) throw new SignInNeeded("the server asks for a token");
  return response;
}

async function getJson(path: string): Promise<unknown> {
  const response = await ask(path);
  if (!response.ok) throw new Error(`${path}: status ${response.status}`);
  return response.json();
}

/** Everything that is known now. */
export const fetchSnapshot = async (): Promise<Snapshot> =>
  (await getJson("/api/peers")) as Snapshot;

/** What has happened and is still remembered, the oldest first. */
export async function fetchEvents(): Promise<readonly PeerEvent[]> {
  const { events } = (await getJson("/api/events?after=0")) as { events: readonly PeerEvent[] };
  return events;
}

/**
 * The stored counts of a node, or of the fleet when it is null, the oldest first.
 *
 * @param spanMs how far back from now, in milliseconds
 * @param step length of one point in seconds
 */
export async function fetchHistory(
  node: string | null,
  spanMs: number,
  step: number,
): Promise<readonly Point[]> {
  const to = Date.now();
  const params = new URLSearchParams({
    from: String(to - spanMs),
    to: String(to),
    step: String(step),
  });
  if (node !== null) params.set("node", node);
  const { points } = (await getJson(`/api/history?${params.toString()}`)) as {
    points: readonly Point[];
  };
  return points;
}

/** Who the reader is. A server without such a question lets anyone read. */
export async function fetchSession(): Promise<Session> {
  const response = await ask("/api/session");
  if (!response.ok) return { role: null, actions: [], history: false };
  const { role, actions, history } = (await response.json()) as Partial<Session>;
  return { role: role ?? null, actions: actions ?? [], history: history === true };
}

/** Trades a token for a cookie. Resolves to whether the server knew it. */
export async function signIn(token: string): Promise<boolean> {
  const response = await fetch("/api/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });
  return response.ok;
}

/** What the server says of an action: whether it was, or would be, done. */
export interface ActionAnswer {
  readonly accepted: boolean;
  readonly text: string;
}

/** Asks for an action on a peer, or with `dryRun` only what it would do. */
export async function act(
  action: string,
  body: { readonly node: string; readonly enode: string; readonly dryRun: boolean },
): Promise<ActionAnswer> {
  const response = await ask(`/api/actions/${action}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { accepted?: boolean; text?: string; error?: string };
  return {
    accepted: response.ok && answer.accepted === true,
    text: answer.text ?? answer.error ?? `status ${response.status}`,
  };
}
