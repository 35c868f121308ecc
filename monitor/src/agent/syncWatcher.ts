import type { Logger } from "pino";

import { askExecution, type BeaconClient } from "./askClients.ts";
import type { ExecutionCaller } from "./methods.ts";
import { Smoothed, type SmoothingOptions } from "./smoothing.ts";
import type { SyncMemory } from "./syncMemory.ts";
import type { AnswersReading, SyncReading } from "./syncReading.ts";
import { type SyncFacts, syncFaults, type SyncLimits } from "./syncVerdict.ts";

/** Settings of a watcher. Times in milliseconds. */
export interface WatcherOptions {
  readonly execution: ExecutionCaller;
  readonly beacon: Pick<BeaconClient, "ask" | "genesisTime">;
  readonly limits: SyncLimits;
  readonly memory: Pick<SyncMemory, "load" | "save">;
  readonly log: Logger;
  /** See {@link SyncReading.revision}. Default null. */
  readonly revision?: SyncReading["revision"];
  /** Pause from the end of one look to the begin of the next. Default 3000. */
  readonly periodMs?: number;
  readonly smoothing?: SmoothingOptions;
  /** Pause between two writes while nothing changes. Default 60 000. */
  readonly saveEveryMs?: number;
  /** A look older than this is no ground for a verdict. Default 30 000: every question has a time-out far below. */
  readonly staleMs?: number;
}

const NOT_YET: Omit<SyncFacts, "now"> = {
  execution: {
    facts: {
      answers: false,
      chainId: null,
      headBlock: null,
      headTimestamp: null,
      headAgeSeconds: null,
      peers: null,
    },
    problem: "not asked yet",
  },
  consensus: {
    facts: {
      answers: false,
      isSyncing: null,
      isOptimistic: null,
      elOffline: null,
      headSlot: null,
      syncDistance: null,
    },
    problem: "not asked yet",
  },
  genesisTime: null,
};

/**
 * Judges again and again whether the node is in sync. The next look is planned when the last has ended, so looks never
 * overlap however slow a client is, and who asks for the verdict costs the clients nothing.
 */
export class SyncWatcher {
  readonly #options: WatcherOptions;
  readonly #verdict: Smoothed;
  readonly #startedAt = new Date().toISOString();
  readonly #stop = new AbortController();
  #facts: SyncFacts = { ...NOT_YET, now: 0 };
  #checkedAt: string | null = null;
  #lookedAt = performance.now();
  #lastInSync: string | null = null;
  #inSyncBefore: string | null = null;
  #savedAt = -Infinity;

  constructor(options: WatcherOptions) {
    this.#options = options;
    this.#verdict = new Smoothed(options.smoothing);
  }

  /** Reads what is remembered. To be awaited before anything is served. */
  async load(): Promise<void> {
    this.#inSyncBefore = await this.#options.memory.load();
    this.#lastInSync = this.#inSyncBefore;
  }

  /** Looks until {@link stop}. Never rejects. */
  async run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#look();
      await pause(this.#options.periodMs ?? 3000, signal);
    }
  }

  /** Ends the looks. */
  stop(): void {
    this.#stop.abort();
  }

  /** The verdict and what it rests on. */
  reading(): SyncReading {
    const { execution, consensus } = this.#facts;
    const stale = this.#staleness();
    return {
      schema: 1,
      inSync: this.#verdict.inSync && stale.length === 0,
      reasons: [...stale, ...syncFaults(this.#facts, this.#options.limits)],
      execution: execution.facts,
      consensus: consensus.facts,
      lastInSync: this.#lastInSync,
      inSyncBefore: this.#inSyncBefore,
      startedAt: this.#startedAt,
      checkedAt: this.#checkedAt,
      revision: this.#options.revision ?? null,
    };
  }

  /** Whether both clients' processes answer, in sync or not. */
  answers(): AnswersReading {
    const { execution, consensus } = this.#facts;
    const silent = [["execution", execution] as const, ["consensus", consensus] as const].flatMap(
      ([layer, { facts, problem }]) =>
        facts.answers ? [] : [`${layer} client does not answer: ${problem ?? "no reason given"}`],
    );
    const reasons = [...this.#staleness(), ...silent];
    return {
      schema: 1,
      answers: reasons.length === 0,
      reasons,
      execution: { answers: execution.facts.answers },
      consensus: { answers: consensus.facts.answers },
    };
  }

  #staleness(): string[] {
    const age = performance.now() - this.#lookedAt;
    return age > (this.#options.staleMs ?? 30_000)
      ? [`the agent has not seen the clients for ${Math.round(age / 1000)} s`]
      : [];
  }

  async #look(): Promise<void> {
    const { execution, beacon, limits, log } = this.#options;
    const [executionAsked, consensusAsked, genesisTime] = await Promise.all([
      askExecution(execution),
      beacon.ask(),
      beacon.genesisTime(),
    ]);
    this.#facts = {
      execution: executionAsked,
      consensus: consensusAsked,
      genesisTime,
      now: Date.now() / 1000,
    };
    this.#lookedAt = performance.now();
    this.#checkedAt = new Date().toISOString();
    const reasons = syncFaults(this.#facts, limits);
    const turned = this.#verdict.take(reasons.length === 0, this.#lookedAt);
    if (turned && this.#verdict.inSync) log.info("in sync");
    if (turned && !this.#verdict.inSync) log.warn({ reasons }, "not in sync");
    await this.#remember(turned);
  }

  async #remember(turned: boolean): Promise<void> {
    if (this.#verdict.inSync) this.#lastInSync = new Date().toISOString();
    else if (!turned) return;
    const due = performance.now() - this.#savedAt >= (this.#options.saveEveryMs ?? 60_000);
    if (this.#lastInSync === null || !(turned || due)) return;
    this.#savedAt = performance.now();
    await this.#options.memory.save(this.#lastInSync);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
