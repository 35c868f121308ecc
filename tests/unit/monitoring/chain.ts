import { clientOf, type ScrapeTarget } from "../../../monitoring/jobs.ts";
import { epochSeconds, type MonitoredNetwork } from "../../../monitoring/network.ts";

/** A metric of one target over time: its value at a second, or undefined while it is not there. */
export type Signal = (second: number) => number | undefined;

/** The series of a test by selector: `p2p_peers{job="geth",…}`. */
export type Signals = Readonly<Record<string, Signal>>;

/** Seconds between two samples, as the stacks scrape. */
export const scrapeSeconds = 15;

/**
 * What Prometheus sees of a healthy chain.
 *
 * Modelled on what real ones did: nothing is finalized before epoch 4, and after a start Prysm says 0 of its head until it
 * has a block, and of finality until the next epoch.
 */
export function healthyChain(
  network: MonitoredNetwork,
  targets: readonly ScrapeTarget[],
  startSecond = 0,
): Signals {
  const since = (t: number): number => Math.max(0, t - network.genesisTime);
  const slot = (t: number): number => Math.floor(since(t) / network.secondsPerSlot);
  const epochStart = (t: number): number => t - (since(t) % epochSeconds(network));
  const signals: Record<string, Signal> = {
    [series("up", { job: "prometheus" })]: () => 1,
    [series("up", { job: "alertmanager" })]: () => 1,
  };
  for (const target of targets) {
    const labels = labelsOf(target);
    const add = (metric: string, value: (t: number) => number, more = {}): void => {
      signals[series(metric, { ...labels, ...more })] = (t) =>
        t < startSecond ? undefined : value(t);
    };
    signals[series("up", labels)] = (t) => (t < startSecond ? 0 : 1);
    if (target.job === "geth") {
      add("chain_head_block", slot);
      add("p2p_peers", () => (network.public ? 40 : 1));
    }
    if (target.job === "prysm-beacon") {
      add("beacon_head_slot", slot);
      add("beacon_finalized_epoch", (t) =>
        epochStart(t) < startSecond ? 0 : finalizedEpoch(slot(t), network),
      );
      add("p2p_peer_count", () => (network.public ? 40 : 1), { state: "Connected" });
    }
  }
  return signals;
}

/** The epoch that a chain with all votes has finalized, early in its life and later. */
function finalizedEpoch(slot: number, network: MonitoredNetwork): number {
  const epoch = Math.floor(slot / network.slotsPerEpoch);
  return epoch < 4 ? 0 : epoch - 2;
}

/** Replaces the signals whose selector holds every one of the words. */
export function changed(
  signals: Signals,
  words: readonly string[],
  by: (old: Signal) => Signal,
): Signals {
  let hits = 0;
  const entries = Object.entries(signals).map(([selector, signal]): [string, Signal] => {
    if (!words.every((word) => selector.includes(word))) return [selector, signal];
    hits++;
    return [selector, by(signal)];
  });
  if (hits === 0) throw new Error(`no series has ${words.join(" and ")}`);
  return Object.fromEntries(entries);
}

/** A signal that keeps the value which it had at a second. */
export const frozenAt =
  (second: number) =>
  (old: Signal): Signal =>
  (t) =>
    old(Math.min(t, second));

/** A signal that is so much lower. */
export const lowerBy =
  (amount: number) =>
  (old: Signal): Signal =>
  (t) => {
    const value = old(t);
    return value === undefined ? undefined : value - amount;
  };

/** A signal with another value, or none, from a second to another. */
export const between =
  (from: number, to: number, value: number | undefined) =>
  (old: Signal): Signal =>
  (t) =>
    t >= from && t < to ? value : old(t);

/** A signal that is another from a second on, told what it was. */
export const since =
  (second: number, then: (t: number, old: number) => number | undefined) =>
  (old: Signal): Signal =>
  (t) => {
    const value = old(t);
    return t < second || value === undefined ? value : then(t, value);
  };

/** A signal's samples, in promtool's notation: `_` where there is none. */
export function samples(signal: Signal, seconds: number, step: number): string {
  const values: string[] = [];
  for (let t = 0; t <= seconds; t += step) values.push(String(signal(t) ?? "_"));
  return values.join(" ");
}

function labelsOf(target: ScrapeTarget): Record<string, string> {
  const { job, node, network } = target;
  return {
    job,
    instance: `${target.host}:${target.port}`,
    ...(network === undefined ? {} : { network }),
    ...(node === undefined ? {} : { node }),
    ...clientOf(job),
  };
}

function series(metric: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return `${metric}{${pairs.join(",")}}`;
}
