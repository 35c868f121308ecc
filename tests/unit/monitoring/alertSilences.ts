import { epochSeconds, type MonitoredNetwork } from "../../../monitoring/network.ts";
import { hour, minute, onDevnet, onMainnet, quiet, two } from "./alertStories.ts";
import { changed, since, type Signal, type Signals } from "./chain.ts";
import type { Story } from "./promtoolTest.ts";
import { devnet, mainnet, targetsOf } from "./stacks.ts";
import { healthyWorld } from "./world.ts";

const gib = 2 ** 30;
const counters =
  /_node_count\{|_milliseconds_(count|bucket)|^rpc_(requests|failure)|_reorg_|writedelay|_total\{/;
const stopped = 600;

/** All signals, each changed as its selector says. */
const each = (signals: Signals, by: (selector: string, signal: Signal) => Signal): Signals =>
  Object.fromEntries(
    Object.entries(signals).map(([selector, signal]) => [selector, by(selector, signal)]),
  );

const ofClients = /job="(geth|prysm-beacon|prysm-validator)".*node="node-0"/;

/**
 * Every client of node-0 is away for a while and comes back as a new process: counters from 0, no peers, no finality before the
 * next epoch, keys that are yet to vote.
 */
function restarted(network: MonitoredNetwork, away: number): Signals {
  const back = stopped + away;
  const epoch = epochSeconds(network);
  const firstEpoch = back + epoch;
  return each(healthyWorld(network, targetsOf(network, 2)), (selector, signal) => (t) => {
    const now = signal(t);
    if (t < stopped || now === undefined) return now;
    if (/in_sync.*node-0/.test(selector)) return t < back + 60 ? 0 : 1;
    if (/restarts_total.*node-0/.test(selector)) return now + 1;
    if (!ofClients.test(selector)) return now;
    if (t < back) return selector.startsWith("up{") ? 0 : undefined;
    if (selector.startsWith("validator_failed")) return undefined;
    if (selector.startsWith("validator_last_attested")) return t < firstEpoch ? undefined : now;
    if (/^beacon_(prev_epoch|finalized)/.test(selector)) return t < firstEpoch ? 0 : now;
    if (/^(chain_head_finalized|beacon_head_slot)/.test(selector)) return t < back + 30 ? 0 : now;
    if (/peer/.test(selector)) return Math.min(now, Math.floor((t - back) / 15));
    return counters.test(selector) ? now - (signal(back) ?? 0) : now;
  });
}

/**
 * node-0 is new on a public network: Geth is at block 0 for two hours and fills half its volume, Prysm comes from far behind and
 * trusts what it cannot check, and the validators are not active.
 */
function syncing(): Signals {
  const done = 2 * hour;
  return each(healthyWorld(mainnet, targetsOf(mainnet, 2)), (selector, signal) => (t) => {
    const now = signal(t);
    if (selector.includes("validator_failed")) return undefined;
    if (!selector.includes("node-0") || now === undefined || t >= done) return now;
    const share = t / done;
    if (/^chain_head_(block|finalized)/.test(selector)) return 0;
    if (selector.startsWith("chain_head_")) return Math.floor(now * share);
    if (selector.startsWith("beacon_head_slot")) return Math.floor(now * share);
    if (selector.startsWith("beacon_finalized")) return Math.max(0, Math.floor(now * share) - 2);
    if (selector.includes("in_sync")) return 0;
    if (selector.includes("head_timestamp")) return mainnet.genesisTime;
    if (selector.includes("_optimistic_node_count")) return Math.floor(t / 12);
    if (selector.includes("_valid_node_count")) return 0;
    if (selector.includes("writedelay")) return 5e8 * t;
    if (/^rpc_(requests|failure)/.test(selector)) return 0;
    if (selector.startsWith("validator_statuses")) return Math.min(2, Math.floor(3 * share));
    if (selector.startsWith("validator_last")) return undefined;
    if (/^p2p_peer/.test(selector)) return Math.min(now, Math.floor(t / 20));
    if (/volume_stats_used.*geth/.test(selector)) return (100 + 900 * share) * gib;
    if (/volume_stats_available.*geth/.test(selector)) return (1900 - 900 * share) * gib;
    return now;
  });
}

/** Nothing is known but that all targets answer. */
const missing = (network: MonitoredNetwork): Signals =>
  each(
    healthyWorld(network, targetsOf(network, 2)),
    (selector, signal) => (t) =>
      t < stopped || selector.startsWith("up{") ? signal(t) : undefined,
  );

/** What no alert may fire on. Each has a value of every metric that any alert reads, until something befalls it. */
export const silences: Readonly<Record<string, Story>> = {
  "nothing fires on a healthy public network in a day": {
    ...onMainnet((healthy) => healthy, quiet(25 * hour, 30 * minute)),
    step: 60,
  },
  "nothing fires when a private chain's node restarts": {
    network: devnet,
    targets: two,
    signals: restarted(devnet, 90),
    expect: quiet(hour),
  },
  "nothing fires when a public network's node restarts": {
    ...onMainnet(() => restarted(mainnet, 4 * minute), quiet(3 * hour, 2 * minute)),
    step: 60,
  },
  "nothing fires while a public network's node syncs for the first time": {
    ...onMainnet(syncing, quiet(4 * hour, 5 * minute)),
    step: 60,
  },
  "nothing fires while a half empty volume fills up at a pace that will end": onDevnet(
    (healthy) =>
      changed(
        healthy,
        ["volume_stats_used", "node-0-geth"],
        since(stopped, (t, old) => old + ((t - stopped) * 1e9) / 86_400),
      ),
    quiet(hour),
  ),
  "nothing fires where Geth was not told yet what is final": onDevnet(
    (healthy) => changed(healthy, ["chain_head_finalized", "node-0"], () => () => 0),
    quiet(hour),
  ),
  "nothing fires where there is no data (private chain)": {
    network: devnet,
    targets: two,
    signals: missing(devnet),
    expect: quiet(hour),
  },
  "nothing fires where there is no data (public network)": {
    ...onMainnet(() => missing(mainnet), quiet(3 * hour, 5 * minute)),
    step: 60,
  },
};
