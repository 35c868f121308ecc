import { clientOf, type ScrapeTarget } from "../../../monitoring/jobs.ts";
import { epochSeconds, type MonitoredNetwork } from "../../../monitoring/network.ts";
import { healthyChain, type Signal, type Signals } from "./chain.ts";

const gib = 2 ** 30;
const keys = ["0xa9", "0xb8"];

/**
 * All that Prometheus sees of a healthy stack: its chain, what its clients tell of their work, and what is below them. Every
 * metric that an alert reads is in it, or a test fails.
 */
export function healthyWorld(
  network: MonitoredNetwork,
  targets: readonly ScrapeTarget[],
  startSecond = 0,
): Signals {
  const world = new Map<string, Signal>(
    Object.entries(healthyChain(network, targets, startSecond)),
  );
  const add = (
    metric: string,
    labels: Readonly<Record<string, string>>,
    signal: (second: number) => number | undefined,
  ): void => {
    const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    world.set(`${metric}{${pairs.join(",")}}`, (t) => (t < startSecond ? undefined : signal(t)));
  };
  const since = (t: number): number => Math.max(0, t - network.genesisTime);
  const slot = (t: number): number => Math.floor(since(t) / network.secondsPerSlot);
  /** A counter that grows by so many a slot, and one that does not grow. */
  const perSlot = (amount: number) => (t: number) =>
    Math.floor((t / network.secondsPerSlot) * amount);
  const still = (value: number) => () => value;
  const many = network.public ? 40 : 1;

  for (const { job, node, host, port } of targets) {
    if (node === undefined) continue;
    const ofClient = { network: network.name, node, ...clientOf(job) };
    const own = { job, instance: `${host}:${port}`, ...ofClient };
    if (job === "geth") {
      add("chain_head_header", own, slot);
      add("chain_head_receipt", own, slot);
      add("chain_head_finalized", own, (t) => Math.max(0, slot(t) - 3 * network.slotsPerEpoch));
      add("p2p_peers_inbound", own, still(many / 2));
      add("p2p_peers_outbound", own, still(many / 2));
      add("rpc_requests", own, (t) => t * 10);
      add("rpc_failure", own, (t) => Math.floor(t * 0.1));
      add("rpc_duration_all", { ...own, quantile: "0.99" }, still(16e6));
      add("eth_db_chaindata_disk_size", own, (t) => 1e6 * t);
      add("eth_db_chaindata_compact_writedelay_duration", own, (t) => 1e7 * t);
      // A block now and then is one of two for its slot.
      add("chain_reorg_executes", own, perSlot(1 / 50));
      add("chain_reorg_drop", own, perSlot(1 / 50));
    }
    if (job === "prysm-beacon") {
      for (const call of ["new_payload", "forkchoice_updated"]) {
        add(`${call}_valid_node_count`, own, perSlot(1));
        add(`${call}_optimistic_node_count`, own, still(2));
        add(`${call}_invalid_node_count`, own, still(0));
        add(`${call}_v1_latency_milliseconds_count`, own, perSlot(1));
        add(`${call}_v1_latency_milliseconds_bucket`, { ...own, le: "50" }, perSlot(1));
        for (const le of ["2000", "4000", "+Inf"]) {
          add(`${call}_v1_latency_milliseconds_bucket`, { ...own, le }, perSlot(1));
        }
      }
      for (const direction of ["inbound", "outbound"]) {
        for (const type of ["TCP", "QUIC"]) {
          add("p2p_peer_count_direction_type", { ...own, direction, type }, still(many / 4));
        }
      }
      add("beacon_prev_epoch_target_gwei", own, still(5.1e11));
      add("beacon_prev_epoch_active_gwei", own, still(5.12e11));
      volume(`${node}-prysm-data`, ofClient, 10);
      container(`${node}-prysm-0`, "prysm-beacon", ofClient);
    }
    if (job === "prysm-validator") {
      for (const pubkey of keys) {
        const key = { ...own, pubkey };
        add("validator_statuses", { ...key, index: "0x1" }, still(3));
        // A vote each epoch.
        add("validator_last_attested_slot", key, (t) =>
          slot(t - (since(t) % epochSeconds(network))),
        );
        // One miss and one lost block of long ago.
        add("validator_failed_attestations", key, still(1));
        add("validator_failed_proposals", key, still(1));
      }
    }
    if (job === "geth") {
      volume(`${node}-geth-data`, ofClient, network.public ? 2000 : 2);
      container(`${node}-geth-0`, "geth", ofClient);
      const seen = { job: "peer-monitor", instance: "peer-monitor.ethereum:8600", node };
      add("eth_peer_monitor_in_sync", seen, (t) => (t - startSecond < 30 ? 0 : 1));
      add(
        "eth_peer_monitor_head_timestamp_seconds",
        seen,
        (t) => network.genesisTime + slot(t) * network.secondsPerSlot,
      );
      for (const layer of ["execution", "consensus"]) {
        add("eth_peer_monitor_exposure_problems", { ...seen, layer }, still(0));
        for (const direction of ["inbound", "outbound"]) {
          add("eth_peer_monitor_peers", { ...seen, layer, direction }, still(many / 2));
        }
      }
    }
  }
  for (const job of ["kubelet", "cadvisor", "kube-state-metrics", "node-exporter"]) {
    add("up", { job, instance: "machine-1" }, still(1));
  }
  volume("prometheus-data", { namespace: "monitoring" }, 50);
  container("prometheus-0", "prometheus", { namespace: "monitoring" });

  const prometheus = { job: "prometheus", instance: "localhost:9090" };
  const group = { ...prometheus, rule_group: "rules.json;targets" };
  add("prometheus_rule_evaluation_failures_total", group, still(0));
  add("prometheus_rule_group_iterations_missed_total", group, still(0));
  add("prometheus_tsdb_compactions_failed_total", prometheus, still(0));
  add("prometheus_config_last_reload_successful", prometheus, still(1));
  const alertmanager = { job: "alertmanager", instance: "alertmanager:9093" };
  add("alertmanager_config_last_reload_successful", alertmanager, still(1));
  for (const integration of ["webhook", "email"]) {
    add(
      "alertmanager_notifications_failed_total",
      { ...alertmanager, integration, reason: "other" },
      still(0),
    );
  }
  return Object.fromEntries(world);

  /** Half full, and growing by a thousandth a day. */
  function volume(claim: string, labels: Readonly<Record<string, string>>, size: number): void {
    const all = { job: "kubelet", instance: "machine-1", ...labels, persistentvolumeclaim: claim };
    const used = (t: number) => size * gib * (0.5 + (0.001 * t) / 86_400);
    add("kubelet_volume_stats_used_bytes", all, used);
    add("kubelet_volume_stats_available_bytes", all, (t) => size * gib - used(t));
  }

  function container(pod: string, name: string, labels: Readonly<Record<string, string>>): void {
    const at = { instance: "machine-1", ...labels, pod, container: name };
    const cadvisor = { job: "cadvisor", ...at };
    add("container_memory_rss", cadvisor, still(0.8 * gib));
    add("container_spec_memory_limit_bytes", cadvisor, still(gib));
    add("container_cpu_cfs_periods_total", cadvisor, (t) => t * 10);
    add("container_cpu_cfs_throttled_periods_total", cadvisor, (t) => t);
    add("kube_pod_container_status_restarts_total", { job: "kube-state-metrics", ...at }, still(1));
  }
}
