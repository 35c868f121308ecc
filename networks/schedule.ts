import type { Fork, Network } from "./network.ts";

const daySeconds = 86_400;

/** A fork, or a reset, that is still to come. */
export interface Upcoming {
  /** `Fusaka`, or `reset`. */
  readonly name: string;
  /** Unix time, seconds. */
  readonly time: number;
  /** Whether it is a change of rules, or the end of this chain. */
  readonly kind: "fork" | "reset";
  /** The fork; absent for a reset. */
  readonly fork?: Fork;
}

/** When a fork begins: Unix time, seconds. NaN on a private chain, whose genesis is not known beforehand. */
export function forkTime(network: Network, { epoch }: Fork): number {
  const genesis = network.public?.genesisTime ?? Number.NaN;
  return genesis + epoch * network.slotsPerEpoch * network.secondsPerSlot;
}

/** Every fork with a date, past ones too, and the next reset, by time. Empty for a private chain. */
export function schedule(network: Network): Upcoming[] {
  const forks = network.forks.map((fork): Upcoming => ({
    name: fork.name,
    time: forkTime(network, fork),
    kind: "fork",
    fork,
  }));
  const reset: Upcoming[] =
    network.resetsAt === undefined
      ? []
      : [{ name: "reset", time: network.resetsAt, kind: "reset" }];
  return [...forks, ...reset].filter(({ time }) => !Number.isNaN(time)).sort(byTime);
}

const byTime = (a: Upcoming, b: Upcoming): number => a.time - b.time;

/**
 * The next fork with a date; `undefined` where none has one.
 *
 * @param now Unix time, seconds
 */
export function nextFork(network: Network, now: number): Upcoming | undefined {
  return schedule(network).find(({ kind, time }) => kind === "fork" && time > now);
}

/** What comes within so many days, forks and resets. */
export function comingWithin(network: Network, days: number, now: number): Upcoming[] {
  return schedule(network).filter(({ time }) => time > now && time - now <= days * daySeconds);
}

/** Whole days from now to a moment, rounded down; 0 on its eve. */
export const daysTo = (time: number, now: number): number => Math.floor((time - now) / daySeconds);

/** `3 December 2025`, of UTC. */
export function dateOf(time: number): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(
    time * 1000,
  );
}

/** `3 December 2025, 21:49 UTC` */
export function momentOf(time: number): string {
  return `${dateOf(time)}, ${new Date(time * 1000).toISOString().slice(11, 16)} UTC`;
}
