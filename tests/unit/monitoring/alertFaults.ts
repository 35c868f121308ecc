import { changed, frozenAt, since, type Signals } from "./chain.ts";
import { hour, onDevnet, onMainnet } from "./alertStories.ts";
import type { Story } from "./promtoolTest.ts";

/** A fault that begins at `start`, the last moment at which nothing may fire, and one at which the alert must. */
interface Fault {
  readonly happens: (healthy: Signals) => Signals;
  /** Seconds after the fault. */
  readonly silentUntil: number;
  readonly firesAt: number;
  /** The alert as it is counted. Default: its name and node-0. */
  readonly as?: string;
}

const start = 900;
/** On public networks, with windows of hours, a scrape a minute. */
const publicStart = hour;
const step = 60;

/** A series of node-0 that is another from the fault on. */
const is =
  (words: readonly string[], then: (t: number, old: number) => number | undefined, at = start) =>
  (healthy: Signals): Signals =>
    changed(healthy, words, since(at, then));
const both =
  (...changes: readonly ((healthy: Signals) => Signals)[]) =>
  (healthy: Signals): Signals =>
    changes.reduce((signals, change) => change(signals), healthy);
const frozen =
  (words: readonly string[], at = start) =>
  (healthy: Signals): Signals =>
    changed(healthy, words, frozenAt(at));
const node0 = 'node="node-0"';
const value = (number: number) => () => number;
/** A counter that goes on by so many a second, or is higher by some. */
const growing = (perSecond: number) => (t: number, old: number) => old + (t - start) * perSecond;
const more = (amount: number) => (_: number, old: number) => old + amount;

/** Faults of a private chain, by alert. */
const onPrivateChain: Readonly<Record<string, Fault>> = {
  VolumeLow: {
    happens: is(["volume_stats_available", "node-0-geth"], value(4e7)),
    silentUntil: 45,
    firesAt: 75,
  },
  "VolumeLow of the monitoring": {
    happens: is(["volume_stats_available", "prometheus-data"], value(1e9)),
    silentUntil: 45,
    firesAt: 75,
    as: "VolumeLow",
  },
  VolumeFillsUp: {
    happens: both(
      is(["volume_stats_available", "node-0-geth"], value(3.5e8)),
      is(["volume_stats_used", "node-0-geth"], growing(1e9 / 86_400)),
    ),
    silentUntil: 585,
    firesAt: 840,
  },
  MemoryNearLimit: {
    happens: is(["container_memory_rss", "node-0-geth"], value(0.97 * 2 ** 30)),
    silentUntil: 885,
    firesAt: 915,
  },
  ContainerRestarting: {
    happens: is(
      ["restarts_total", "node-0-geth"],
      (t, old) => old + Math.min(3, 1 + Math.floor((t - start) / 300)),
    ),
    silentUntil: 585,
    firesAt: 615,
  },
  CpuThrottled: {
    happens: is(["throttled_periods", "node-0-geth"], growing(4)),
    silentUntil: 900,
    firesAt: 1095,
  },
  EngineSilent: {
    happens: frozen(["_valid_node_count", node0]),
    silentUntil: 315,
    firesAt: 390,
  },
  EngineSlow: {
    happens: both(
      frozen(["new_payload_v1_latency_milliseconds_bucket", node0, 'le="50"']),
      frozen(["new_payload_v1_latency_milliseconds_bucket", node0, 'le="2000"']),
    ),
    silentUntil: 885,
    firesAt: 990,
  },
  ExecutionOptimistic: {
    happens: is(["forkchoice_updated_optimistic", node0], growing(0.5)),
    silentUntil: 885,
    firesAt: 945,
  },
  NodeNotInSync: {
    happens: is(["in_sync", node0], value(0)),
    silentUntil: 465,
    firesAt: 495,
  },
  ExposureProblem: {
    happens: is(["exposure_problems", node0, "consensus"], value(1)),
    silentUntil: 1785,
    firesAt: 1815,
  },
  HeadTooOld: {
    happens: frozen(["head_timestamp_seconds", node0]),
    silentUntil: 420,
    firesAt: 495,
  },
  FinalityLag: {
    happens: frozen(["chain_head_finalized", node0]),
    silentUntil: 900,
    firesAt: 960,
  },
  ParticipationLow: {
    happens: is(["prev_epoch_target", node0], value(3.6e11)),
    silentUntil: 465,
    firesAt: 495,
  },
  DatabaseWriteStall: {
    happens: is(["writedelay_duration", node0], growing(5e8)),
    silentUntil: 690,
    firesAt: 780,
  },
  RpcErrors: {
    happens: is(["rpc_failure", node0], growing(2)),
    silentUntil: 645,
    firesAt: 720,
  },
  RpcSlow: {
    happens: is(["rpc_duration_all", node0], value(3e9)),
    silentUntil: 585,
    firesAt: 615,
  },
  DeepReorg: {
    happens: both(is(["reorg_drop", node0], more(8)), is(["reorg_executes", node0], more(1))),
    silentUntil: -15,
    firesAt: 15,
  },
  InvalidPayload: {
    happens: is(["new_payload_invalid", node0], more(1)),
    silentUntil: -15,
    firesAt: 15,
  },
  ValidatorSlashed: {
    happens: is(["validator_statuses", node0, "0xa9"], value(5)),
    silentUntil: -15,
    firesAt: 0,
  },
  ValidatorSilent: {
    happens: frozen(["last_attested_slot", node0, "0xa9"]),
    silentUntil: 315,
    firesAt: 390,
  },
  // From the first second on, which is 900 before the others' faults.
  "ValidatorSilent that never voted": {
    happens: is(["last_attested_slot", node0, "0xb8"], () => undefined, 0),
    silentUntil: 270 - start,
    firesAt: 315 - start,
  },
  AttestationsMissed: {
    happens: is(["failed_attestations", node0, "0xa9"], growing(1 / 12)),
    silentUntil: 420,
    firesAt: 495,
  },
  ProposalFailed: {
    happens: is(["failed_proposals", node0, "0xa9"], more(19)),
    silentUntil: -15,
    firesAt: 15,
  },
  // From an hour on, on which a key fails for the first time: a series that was not there.
  "ProposalFailed for the first time": {
    happens: (healthy) =>
      changed(
        changed(healthy, ["failed_proposals", "node-1"], () => () => undefined),
        ["failed_proposals", node0],
        () => (t) => (t < hour + start ? undefined : 10),
      ),
    silentUntil: hour - 15,
    firesAt: hour,
  },
  RuleFailures: {
    happens: is(["rule_evaluation_failures"], growing(1 / 15)),
    silentUntil: 300,
    firesAt: 345,
    as: "RuleFailures",
  },
  RuleEvaluationsMissed: {
    happens: is(["iterations_missed"], growing(1 / 15)),
    silentUntil: 900,
    firesAt: 945,
    as: "RuleEvaluationsMissed",
  },
  PrometheusNotIngesting: {
    happens: is(["up{", 'job="prometheus"'], () => undefined),
    silentUntil: 510,
    firesAt: 540,
    as: "PrometheusNotIngesting",
  },
  PrometheusCompactionsFailing: {
    happens: is(["compactions_failed"], more(1)),
    silentUntil: -15,
    firesAt: 15,
    as: "PrometheusCompactionsFailing",
  },
  ConfigReloadFailed: {
    happens: is(["alertmanager_config_last_reload"], value(0)),
    silentUntil: 285,
    firesAt: 315,
    as: "ConfigReloadFailed",
  },
  NotificationsFailing: {
    happens: is(["notifications_failed", "webhook"], growing(1 / 15)),
    silentUntil: 300,
    firesAt: 345,
    as: "NotificationsFailing",
  },
  "TargetDown of a kubelet": {
    happens: is(["up{", 'job="kubelet"'], value(0)),
    silentUntil: 285,
    firesAt: 315,
    as: "TargetDown",
  },
};

/** Faults of a public network, of alerts that there are on public networks only. */
const onPublicNetwork: Readonly<Record<string, Fault>> = {
  FewExecutionPeers: {
    happens: is(["p2p_peers{", node0], value(4), publicStart),
    silentUntil: 840,
    firesAt: 960,
  },
  "FewExecutionPeers of another client": {
    happens: both(
      is(["p2p_peers{", node0], () => undefined, 0),
      is(["eth_peer_monitor_peers", node0, "execution"], value(2), publicStart),
    ),
    silentUntil: 840,
    firesAt: 960,
  },
  FewConsensusPeers: {
    happens: is(["p2p_peer_count{", node0], value(9), publicStart),
    silentUntil: 840,
    firesAt: 960,
  },
  NoInboundPeers: {
    happens: is(["p2p_peers_inbound", node0], value(0), publicStart),
    silentUntil: 6 * hour - step,
    firesAt: 6 * hour + step,
  },
  OutboundPeersFalling: {
    happens: is(["p2p_peers_outbound", node0], value(4), publicStart),
    silentUntil: 1740,
    firesAt: 1860,
  },
  InitialSyncStalled: {
    happens: both(
      is(["chain_head_block{", node0], value(0), 0),
      is(["in_sync", node0], value(0), 0),
      ...["chain_head_header", "chain_head_receipt", "chaindata_disk_size"].map((metric) =>
        frozen([metric, node0], publicStart),
      ),
    ),
    silentUntil: hour - 2 * step,
    firesAt: hour + 2 * step,
  },
  "VolumeLow below the floor": {
    happens: both(
      is(["volume_stats_available", "node-0-geth"], value(19 * 2 ** 30), publicStart),
      is(["volume_stats_used", "node-0-geth"], value(60 * 2 ** 30), publicStart),
    ),
    silentUntil: 60,
    firesAt: 180,
    as: "VolumeLow node-0",
  },
};

const told = (
  faults: Readonly<Record<string, Fault>>,
  at: number,
  story: typeof onDevnet,
  pace?: number,
): Record<string, Story> =>
  Object.fromEntries(
    Object.entries(faults).map(([name, { happens, silentUntil, firesAt, as }]) => [
      `${name}: fires on its fault, and not before`,
      {
        ...story(happens, [
          { second: at + silentUntil, firing: [] },
          { second: at + firesAt, firing: [as ?? `${name.split(" ")[0] ?? ""} node-0`] },
        ]),
        ...(pace === undefined ? {} : { step: pace }),
      },
    ]),
  );

/** Each alert's fault. */
export const faults: Readonly<Record<string, Story>> = {
  ...told(onPrivateChain, start, onDevnet),
  ...told(onPublicNetwork, publicStart, onMainnet, step),
};
