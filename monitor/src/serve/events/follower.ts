import { setTimeout as sleep } from "node:timers/promises";

import type { AgentEvent } from "../../agent/events.ts";
import type { JsonFetcher } from "../http.ts";
import { readAgentEvents } from "./agentEvents.ts";

/** Settings of a follower. Times in milliseconds. */
export interface FollowerOptions {
  /** Must wait longer for an answer than the agent does for an event, which is 25 s. */
  readonly fetcher: Pick<JsonFetcher, "get">;
  readonly agentUrl: string;
  /** Takes each event, in order. Must not throw. */
  readonly onEvent: (event: AgentEvent) => void;
  /** The agent's events are followed again, or no longer: a poll now tells why. */
  readonly onTurn: () => void;
  /** First pause after a failure; doubles up to `maxPauseMs`. Default 500. */
  readonly minPauseMs?: number;
  /** Default 10 000: an agent that is back is noticed by this before its next poll. */
  readonly maxPauseMs?: number;
  /** Pause when the agent tells no events. Default 5 minutes: it may be upgraded. */
  readonly absentPauseMs?: number;
}

/** Least time between two questions: an agent that answers at once for no reason costs no more than this. */
const LEAST_PAUSE_MS = 100;
/** Asks for what comes after everything. */
const TAIL = Number.MAX_SAFE_INTEGER;

/** Follows the events of one agent: asks for the next, waits, and asks again. */
export class Follower {
  readonly #options: FollowerOptions;
  readonly #stop = new AbortController();
  #position: number | null = null;
  #live = false;

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  /**
   * Number of the last event that was taken while the agent's events are followed without a gap; null when they are not, and
   * then only readings show who comes and goes.
   */
  get position(): number | null {
    return this.#live ? this.#position : null;
  }

  /** Follows until {@link stop}. Never rejects. */
  async run(): Promise<void> {
    const {
      minPauseMs = 500,
      maxPauseMs = 10_000,
      absentPauseMs = 300_000,
      onTurn,
    } = this.#options;
    let failures = 0;
    while (!this.#isStopped()) {
      const outcome = await this.#once();
      if (this.#isStopped()) return;
      const before = this.#live;
      this.#live = outcome === "good";
      if (this.#live ? failures > 0 : before) onTurn();
      failures = outcome === "failed" ? failures + 1 : 0;
      const pause = {
        good: LEAST_PAUSE_MS,
        absent: absentPauseMs,
        failed: Math.min(maxPauseMs, minPauseMs * 2 ** Math.min(20, failures - 1)),
      }[outcome];
      await this.#sleep(pause * (0.75 + Math.random() / 2));
    }
  }

  /** Ends it. */
  stop(): void {
    this.#live = false;
    this.#stop.abort();
  }

  // A method, as it changes during any await and control flow analysis does not know.
  #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  async #once(): Promise<"good" | "absent" | "failed"> {
    const { fetcher, agentUrl, onEvent } = this.#options;
    try {
      const url = `${agentUrl}/v1/events?after=${this.#position ?? TAIL}`;
      const { status, body } = await fetcher.get(url, this.#stop.signal);
      if (status === 404) return "absent";
      const answer = status === 200 ? readAgentEvents(body) : null;
      if (answer === null) return "failed";
      const { newest, events } = answer;
      const from = this.#position;
      // The first answer only says where the agent is: what was before the monitor came is not news.
      if (from !== null) for (const event of events) if (event.seq > from) onEvent(event);
      this.#position = newest;
      return "good";
    } catch {
      // Why is told by the poll of the same agent.
      return "failed";
    }
  }

  async #sleep(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }
}
