import { duration } from "../duration.ts";
import { of } from "../jobs.ts";
import { limits } from "../limits.ts";
import type { MonitoredNetwork } from "../network.ts";
import { windowOfSlots } from "./patience.ts";
import { alert, type AlertingRule, type RuleGroup } from "./rule.ts";

/** What Geth tells of its database, its RPC and the blocks that it threw away. */
export function gethRules(network: MonitoredNetwork): RuleGroup {
  return {
    name: `geth-${network.name}`,
    rules: [writeStall(network), rpcErrors(network), rpcSlow(network), deepReorg(network)],
  };
}

const geth = (network: MonitoredNetwork, metric: string, labels = {}): string =>
  of("geth", metric, { network: network.name, ...labels });

/** Of a database that is in use: the first sync writes as fast as the disk lets it, and waits by design. */
function writeStall(network: MonitoredNetwork): AlertingRule {
  const waited = geth(network, "eth_db_chaindata_compact_writedelay_duration");
  return alert({
    name: "DatabaseWriteStall",
    severity: "warning",
    expr: `rate(${waited}[10m]) / 1e9 > ${limits.writeStallShare} and ${geth(network, "chain_head_block")} > 0`,
    forSeconds: 600,
    summary:
      "Geth of {{ $labels.node }} waits {{ $value | humanizePercentage }} of the time to write",
    description:
      "Writes to Geth's database of {{ $labels.node }} wait for its compaction in {{ $value | humanizePercentage }} of the time " +
      `(${limits.writeStallShare * 100} % are allowed): the disk is too slow.`,
  });
}

const busy = (network: MonitoredNetwork): string =>
  `rate(${geth(network, "rpc_requests")}[5m]) > ${limits.rpcRequestsASecond}`;

/** Totals, though Geth calls them gauges (rpc/metrics.go): they only grow, so a rate is right on them. */
function rpcErrors(network: MonitoredNetwork): AlertingRule {
  const share = `rate(${geth(network, "rpc_failure")}[5m]) / rate(${geth(network, "rpc_requests")}[5m])`;
  return alert({
    name: "RpcErrors",
    severity: "warning",
    expr: `${share} > ${limits.rpcFailureShare} and ${busy(network)}`,
    forSeconds: 600,
    summary: "{{ $value | humanizePercentage }} of the RPC calls to {{ $labels.node }} fail",
    description:
      `More than ${limits.rpcFailureShare * 100} % of the calls to Geth of {{ $labels.node }} have ended in an error for ten ` +
      "minutes ({{ $value | humanizePercentage }} now), its consensus client's among them.",
  });
}

/**
 * Of all methods together. The timers of single methods are emptied by every scrape (metrics/resetting_sample.go) and cannot be
 * compared over time; this one decays with use, so an idle server keeps its last bad value, and only a busy one is judged.
 */
function rpcSlow(network: MonitoredNetwork): AlertingRule {
  const slowest = geth(network, "rpc_duration_all", { quantile: "0.99" });
  return alert({
    name: "RpcSlow",
    severity: "warning",
    expr: `${slowest} / 1e9 > ${limits.rpcSeconds} and ignoring (quantile) ${busy(network)}`,
    forSeconds: 600,
    summary:
      "One RPC call in a hundred to {{ $labels.node }} takes {{ $value | humanizeDuration }}",
    description:
      "The slowest hundredth of the calls to Geth of {{ $labels.node }} has taken more than " +
      `${limits.rpcSeconds} s for ten minutes ({{ $value | humanizeDuration }} now).`,
  });
}

/**
 * By their mean depth: two proposers of one slot make a reorganisation of one block, which a chain of short slots has by the
 * dozen. A count of the blocks that were thrown away would not tell these from a deep one.
 */
function deepReorg(network: MonitoredNetwork): AlertingRule {
  const window = duration(windowOfSlots(25, network.secondsPerSlot));
  const added = (metric: string) => `increase(${geth(network, metric)}[${window}])`;
  return alert({
    name: "DeepReorg",
    severity: "warning",
    expr: `${added("chain_reorg_drop")} / (${added("chain_reorg_executes")} > 0) > ${limits.reorganisedBlocks}`,
    summary: 'Geth of {{ $labels.node }} threw away {{ printf "%.0f" $value }} blocks at once',
    description:
      `Within ${window} Geth of {{ $labels.node }} left a chain for another and threw away {{ printf "%.1f" $value }} blocks each ` +
      `time (${limits.reorganisedBlocks} are allowed): the network was split, or the node followed a minority.`,
  });
}
