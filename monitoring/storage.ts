/**
 * What Prometheus needs of its disk, from what was measured of real clients (docs/decisions/0017-prometheus-and-its-exporters.md,
 * `make bench`). Rounded up: a client that syncs, or has more validators, has more series than one that is idle.
 */
export const measured = {
  /** Series of one client with its volumes, pods and the rules that are recorded of it, by its layer. */
  series: { execution: 1200, consensus: 2200, validator: 1100 },
  /** Series of what serves all nodes: Prometheus, Alertmanager, the peer monitor and one machine. */
  shared: 2000,
  /** Of one sample in a compacted block with its index. The Prometheus documentation reckons with one to two. */
  bytesPerSample: 2,
} as const;

/** What is scraped, and for how long it is kept. */
export interface StorageArgs {
  readonly nodes: number;
  /** How many of them have validators. */
  readonly validators: number;
  readonly scrapeIntervalSeconds: number;
}

const unitSeconds: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 7 * 86_400,
  y: 365 * 86_400,
};

/** The seconds of a duration as Prometheus writes it: `30d`. Not a number where it is none. */
export function seconds(text: string): number {
  const [, count, unit = ""] = /^(\d+)([a-z]+)$/.exec(text) ?? [];
  return Number(count) * (unitSeconds[unit] ?? Number.NaN);
}

/** How many series there are at a time. */
export const seriesOf = ({ nodes, validators }: StorageArgs): number =>
  nodes * (measured.series.execution + measured.series.consensus) +
  validators * measured.series.validator +
  measured.shared;

/** Bytes that a second of samples takes. */
export const bytesPerSecond = (args: StorageArgs): number =>
  (seriesOf(args) / args.scrapeIntervalSeconds) * measured.bytesPerSample;
