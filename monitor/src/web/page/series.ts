import type { Sample } from "./sparkline.ts";

export type SeriesName = "execution" | "consensus" | "joins" | "leaves" | "age" | "client" | "asn";

/** What the cards' lines are drawn from, each in order of time. */
export type Series = Readonly<Record<SeriesName, readonly Sample[]>>;

export const NO_SERIES: Series = {
  execution: [],
  consensus: [],
  joins: [],
  leaves: [],
  age: [],
  client: [],
  asn: [],
};

/** The lines show this much. */
export const SPAN_MS = 3600_000;

/** Closer together than this, samples are not kept apart. */
const STEP_MS = 5_000;

/**
 * Adds a sample at the end and forgets what is older than the span. The newest stands for its whole step, so an hour
 * is at most 720 samples.
 */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const kept = samples.filter(({ at }) => at > sample.at - SPAN_MS && at < sample.at);
  const [before, last] = kept.slice(-2);
  const replaces = before !== undefined && last !== undefined && sample.at - before.at <= STEP_MS;
  return [...(replaces ? kept.slice(0, -1) : kept), sample];
}

/** What was stored, with what the page saw after it. */
export function joined(stored: readonly Sample[], seen: readonly Sample[]): readonly Sample[] {
  const end = stored.at(-1)?.at ?? -Infinity;
  return [...stored, ...seen.filter(({ at }) => at > end)];
}
