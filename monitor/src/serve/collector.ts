import type { Logger } from "pino";

import type { ConsensusData, ExecutionData } from "../peers/model.ts";
import type { MonitorConfig } from "./config.ts";
import { JsonFetcher } from "./http.ts";
import { SyncView } from "./nodeSync.ts";
import { Poller } from "./poller.ts";
import { ConsensusReader } from "./readConsensus.ts";
import { readExecution } from "./readExecution.ts";
import { type Dated, type StateChange, Target } from "./target.ts";

/** One node of the settings with what is known of it. */
export interface WatchedNode {
  readonly name: string;
  readonly network: string;
  /** Null when the settings name no agent. */
  readonly execution: Target<ExecutionData> | null;
  /** Null when the settings name no beacon node. */
  readonly consensus: Target<ConsensusData> | null;
  /** The agent's verdict on the node. Null when the settings name no agent. */
  readonly sync: SyncView | null;
}

/** Longest time that a target has for one answer, in milliseconds. */
const TIMEOUT_MS = 5000;

/** Polls every layer of every node, each on its own. */
export class Collector {
  /** The nodes in the order of the settings. */
  readonly nodes: readonly WatchedNode[];
  readonly #fetcher: JsonFetcher;
  readonly #pollers: Poller[] = [];
  readonly #log: Logger;

  /** @param timeoutMs longest time for one answer, default 5000 */
  constructor(config: MonitorConfig, log: Logger, timeoutMs = TIMEOUT_MS) {
    this.#log = log;
    const fetcher = new JsonFetcher(timeoutMs);
    this.#fetcher = fetcher;
    this.nodes = config.nodes.map(({ name, network, execution, consensus }) => {
      const reader =
        consensus === undefined ? null : new ConsensusReader(fetcher, consensus.beaconUrl);
      return {
        name,
        network,
        execution:
          execution === undefined
            ? null
            : this.#watch(
                new Target(
                  name,
                  "execution",
                  (signal) => readExecution(fetcher, execution.agentUrl, signal),
                  this.#changed,
                ),
                config.pollSeconds.execution,
              ),
        consensus:
          reader === null
            ? null
            : this.#watch(
                new Target(name, "consensus", (signal) => reader.read(signal), this.#changed),
                config.pollSeconds.consensus,
              ),
        sync:
          execution === undefined
            ? null
            : this.#watchSync(
                new SyncView(fetcher, execution.agentUrl),
                config.pollSeconds.execution,
              ),
      };
    });
  }

  /** All layers of all nodes. */
  get targets(): readonly (Target<ExecutionData> | Target<ConsensusData>)[] {
    return this.nodes.flatMap(({ execution, consensus }) =>
      [execution, consensus].filter((target) => target !== null),
    );
  }

  /** Whether every target has been polled once, well or not: from then on what is served is an answer. */
  get ready(): boolean {
    return this.targets.every((target) => target.polled);
  }

  /** Begins to poll. */
  start(): void {
    for (const poller of this.#pollers) poller.start();
  }

  /** Ends all polls. */
  stop(): void {
    for (const poller of this.#pollers) poller.stop();
    this.#fetcher.close();
  }

  #watch<T extends Dated>(target: Target<T>, intervalSeconds: number): Target<T> {
    this.#pollers.push(
      new Poller({ intervalMs: intervalSeconds * 1000, poll: (signal) => target.poll(signal) }),
    );
    return target;
  }

  #watchSync(view: SyncView, intervalSeconds: number): SyncView {
    this.#pollers.push(
      new Poller({ intervalMs: intervalSeconds * 1000, poll: (signal) => view.poll(signal) }),
    );
    return view;
  }

  // The change is logged, not each poll: a node that is down for a day is one line.
  readonly #changed = (change: StateChange): void => {
    if (change.to === "down") this.#log.warn(change, "node changed state");
    else this.#log.info(change, "node changed state");
  };
}
