/** A metric, or a label of one, that is in no recorded scrape, and how it is known all the same. */
export interface Unrecorded {
  readonly job: string;
  readonly metric: string;
  /** The label and its value, where the metric itself was recorded: `level="warning"`. */
  readonly pair?: string;
  readonly why: string;
  /** Where the client exports it, at the release that runs here. */
  readonly source: string;
}

/** Geth's timers of a block: left out of a scrape when no block came since the one before. */
const blockTimers: Readonly<Record<string, number>> = {
  chain_mgasps: 70,
  chain_triedb_commits: 100,
  chain_inserts: 102,
  chain_validation: 103,
  chain_execution: 105,
  chain_write: 106,
};

/** The whole list. What a recorded scrape has must not be on it. */
export const unrecorded: readonly Unrecorded[] = [
  ...Object.entries(blockTimers).map(([metric, line]) => ({
    job: "geth",
    metric,
    why: "a resetting timer, which is left out where nothing was timed since the last scrape",
    source: `go-ethereum v1.17.5, core/blockchain.go:${line}`,
  })),
  {
    job: "prysm-validator",
    metric: "validator_failed_attestations",
    why: "has no series before a key's first failure",
    source: "prysm v7.0.0, validator/client/metrics.go:144",
  },
  {
    job: "prysm-beacon",
    metric: "log_entries_total",
    pair: 'level="warning"',
    why: "has no series before the first entry",
    source: "prysm v7.0.0, monitoring/prometheus/logrus_collector.go:27",
  },
];
