import type { GateReading } from "./reading.ts";

/** What the gate is to wait for. */
export interface GateLimits {
  /** The revision that the execution client's pod must be of. */
  readonly revision: string;
  /** A node that was last in sync longer ago is not waited for. */
  readonly wasInSyncWithinMs: number;
}

/** Where the gate stands after a reading. */
export type GateVerdict =
  | { readonly open: true; readonly why: string; readonly inSync: boolean }
  | { readonly open: false; readonly missing: readonly string[] };

/**
 * How many looks of the agent in a row must find nothing wrong. The first can have begun before the gate did, when the
 * consensus client still was the old one; the second cannot, as looks do not overlap. The others, three seconds each, are
 * for the peers. Prysm 7.0.0 leaves the connection of its first second alone, so two that know each other by `--peer` agree
 * only 16 to 26 seconds after a start; one that ends before says no goodbye, the other takes it for connected for 30 seconds
 * more and then never greets it again (prysm issue 9347).
 */
export const GOOD_LOOKS = 9;

/**
 * Judges a node from one reading of its agent after the other.
 *
 * A node whose clients answer passes at once when it was not in sync lately: a first sync takes days, and nobody loses a
 * node that was none. A node that was in sync must be again, and must have taken a block since it answers: a head that was
 * young when the client stopped is young for a while after it started, whether anything works or not.
 */
export class GateJudge {
  readonly #limits: GateLimits;
  /** What the node is held to, as the right pod told it first; undefined before that. */
  #before: { readonly inSyncAt: number | null; readonly recent: boolean } | undefined;
  #firstHead: number | null = null;
  #lastLook: string | null = null;
  #goodLooks = 0;

  constructor(limits: GateLimits) {
    this.#limits = limits;
  }

  /** @param now the gate's own clock, Unix milliseconds */
  take(reading: GateReading, now: number): GateVerdict {
    const { revision, wasInSyncWithinMs } = this.#limits;
    if (reading.revision !== revision) {
      const came = reading.revision === null ? "of no revision" : `of revision ${reading.revision}`;
      return waiting([`its execution pod is ${came}, expected ${revision}: not replaced yet`]);
    }
    this.#before ??= before(lastInSync(reading), now - wasInSyncWithinMs);
    const silent = [
      ["execution", reading.execution.answers] as const,
      ["consensus", reading.consensus.answers] as const,
    ].flatMap(([layer, answers]) => (answers ? [] : [`its ${layer} client does not answer`]));
    if (silent.length > 0) {
      return this.#notGood(reading.reasons.length > 0 ? reading.reasons : silent);
    }
    if (this.#before.recent) return this.#judgeSync(reading);
    const why = `both clients answer; the node, ${lastTime(this.#before.inSyncAt)}, is not waited for`;
    return { open: true, why, inSync: false };
  }

  /** What the gate waits for at last, in words. */
  get expected(): string {
    return this.#before?.recent === true
      ? `both clients to answer and the node, ${lastTime(this.#before.inSyncAt)}, to be in sync again`
      : "both clients to answer";
  }

  #judgeSync(reading: GateReading): GateVerdict {
    const { headBlock } = reading.execution;
    this.#firstHead ??= headBlock;
    if (!reading.inSync || reading.reasons.length > 0) {
      const reasons = reading.reasons.length > 0 ? reading.reasons : ["not in sync for long yet"];
      return this.#notGood(reasons);
    }
    if (reading.checkedAt !== this.#lastLook) this.#goodLooks += 1;
    this.#lastLook = reading.checkedAt;
    const missing = [
      ...(headBlock !== null && this.#firstHead !== null && headBlock > this.#firstHead
        ? []
        : [`no new block since it answers: its head is block ${headBlock ?? "unknown"}`]),
      ...(this.#goodLooks < GOOD_LOOKS
        ? [`in sync on ${this.#goodLooks} of ${GOOD_LOOKS} looks in a row`]
        : []),
    ];
    if (missing.length > 0) return waiting(missing);
    return { open: true, why: `in sync again at block ${headBlock ?? "unknown"}`, inSync: true };
  }

  #notGood(missing: readonly string[]): GateVerdict {
    this.#goodLooks = 0;
    return waiting(missing);
  }
}

const waiting = (missing: readonly string[]): GateVerdict => ({ open: false, missing });

/** Of the run before this agent and of its own: where only the consensus pod was replaced the agent has not restarted. */
function lastInSync({ lastInSync, inSyncBefore }: GateReading): number | null {
  const times = [lastInSync, inSyncBefore].flatMap((text) =>
    text === null ? [] : [Date.parse(text)],
  );
  return times.length === 0 ? null : Math.max(...times);
}

function before(inSyncAt: number | null, since: number) {
  return { inSyncAt, recent: inSyncAt !== null && inSyncAt >= since };
}

const lastTime = (inSyncAt: number | null): string =>
  inSyncAt === null
    ? "which was never in sync before"
    : `which was last in sync at ${new Date(inSyncAt).toISOString()}`;
