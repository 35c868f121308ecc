import { setTimeout as sleep } from "node:timers/promises";

import { mapAt, mapsAt, textAt } from "../../grpc/values.ts";
import type { PropertyMap } from "../../grpc/values.ts";
import { diagnose } from "./diagnosis.ts";
import type { AwaitRule, Lookup } from "./rules.ts";

/** What a wait needs from its surroundings. */
export interface WaitContext {
  readonly lookup: Lookup;
  /** Ends the wait early: the user pressed Ctrl-C. */
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Shows a line of progress. */
  readonly report: (line: string) => void;
}

/** How a wait ended: the object as last seen, and why it is not ready, if it is not. */
export interface WaitResult {
  readonly live: PropertyMap;
  readonly reasons: readonly string[];
}

// Quick at first, because most objects are ready at once; then slower, because a long wait is for an image or a sync.
const firstPauseMs = 150;
const longestPauseMs = 1500;
/** How often the pods are looked at for the progress line. */
const diagnosisEveryMs = 3000;

/** Waits until the object at `path` is ready, has failed, is gone, or the time is up. */
export async function waitUntilReady(
  path: string,
  first: PropertyMap,
  rule: AwaitRule,
  context: WaitContext,
): Promise<WaitResult> {
  const { lookup, signal, report } = context;
  const started = Date.now();
  const title = titleOf(first);
  let live = first;
  let pause = firstPauseMs;
  let diagnosedAt = started - diagnosisEveryMs + 1000;
  let shown = "";
  for (;;) {
    const readiness = await rule(live, lookup);
    if (readiness.state === "ready") return { live, reasons: [] };
    const problem = readiness.state === "failed" ? readiness.reason : readiness.missing;
    const waited = Date.now() - started;
    const over =
      readiness.state === "failed"
        ? `${title} failed: ${problem}`
        : signal.aborted
          ? `${title}: the wait was cancelled at ${problem}`
          : waited >= context.timeoutMs
            ? `${title} was not ready after ${Math.round(waited / 1000)} s: ${problem}`
            : undefined;
    if (over !== undefined) {
      const { details } = await diagnose(live, lookup);
      return { live, reasons: [over, ...details] };
    }
    if (Date.now() - diagnosedAt >= diagnosisEveryMs) {
      diagnosedAt = Date.now();
      const { summary } = await diagnose(live, lookup);
      const line = `${title}: ${problem}${summary === "" ? "" : `, ${summary}`}`;
      if (line !== shown) report(line);
      shown = line;
    }
    await pauseFor(Math.min(pause, context.timeoutMs - waited), signal);
    pause = Math.min(pause * 1.5, longestPauseMs);
    const next = await lookup(path);
    if (next === undefined) return { live, reasons: [`${title} was deleted by someone else`] };
    live = next;
  }
}

/** Waits until the object at `path` is gone, or another one (a new uid) stands in its place. */
export async function waitUntilGone(
  path: string,
  first: PropertyMap,
  context: WaitContext,
): Promise<WaitResult> {
  const { lookup, signal, report } = context;
  const started = Date.now();
  const { uid } = mapAt(first, "metadata");
  const title = titleOf(first);
  let live = first;
  let pause = firstPauseMs;
  let reportedAt = started;
  for (;;) {
    const next = await lookup(path);
    if (next === undefined || mapAt(next, "metadata")["uid"] !== uid) return { live, reasons: [] };
    live = next;
    const waited = Date.now() - started;
    const holders = describeHolders(live);
    if (signal.aborted) return { live, reasons: [`${title}: the wait for its end was cancelled`] };
    if (waited >= context.timeoutMs) {
      const reason = `${title} was not gone after ${Math.round(waited / 1000)} s${holders}`;
      return { live, reasons: [reason] };
    }
    if (Date.now() - reportedAt >= diagnosisEveryMs) {
      reportedAt = Date.now();
      report(`${title}: ending${holders}`);
    }
    await pauseFor(Math.min(pause, context.timeoutMs - waited), signal);
    pause = Math.min(pause * 1.5, longestPauseMs);
  }
}

function titleOf(object: PropertyMap): string {
  return `${textAt(object, "kind")} ${textAt(mapAt(object, "metadata"), "name")}`;
}

/** What keeps an object that is being deleted: its finalizers and, for a namespace, what is left in it. */
function describeHolders(live: PropertyMap): string {
  const finalizers = mapAt(live, "metadata")["finalizers"];
  const held = Array.isArray(finalizers) ? finalizers.map(String) : [];
  const left = mapsAt(mapAt(live, "status"), "conditions")
    .filter((condition) => condition["status"] === "True")
    .filter((condition) => /Remaining|Failure/.test(textAt(condition, "type")))
    .map((condition) => textAt(condition, "message"));
  const text = [...held.map((name) => `finalizer ${name}`), ...left].join("; ");
  return text === "" ? "" : `, held by ${text}`;
}

async function pauseFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  // An aborted pause ends the wait at its next check, which knows what to say.
  await sleep(Math.max(0, milliseconds), undefined, { signal }).catch(() => undefined);
}
