import { duration, wholeMinutes } from "../duration.ts";
import { of } from "../jobs.ts";
import { limits } from "../limits.ts";
import type { MonitoredNetwork } from "../network.ts";
import { inSyncBefore } from "./inSyncBefore.ts";
import { patience, windowOfSlots } from "./patience.ts";
import { alert, type AlertingRule, type RuleGroup } from "./rule.ts";

/** What can be wrong between a consensus client and its execution client, and with what the node gives its users. */
export function engineRules(network: MonitoredNetwork): RuleGroup {
  return {
    name: `engine-${network.name}`,
    rules: [
      engineSilent(network),
      engineSlow(network),
      executionOptimistic(network),
      notInSync(network),
      exposureProblem(network),
    ],
  };
}

const answers = ["new_payload", "forkchoice_updated"].flatMap((call) =>
  ["valid", "optimistic", "invalid"].map((answer) => `${call}_${answer}_node_count`),
);
const calls = [
  "new_payload_v1_latency_milliseconds_count",
  "forkchoice_updated_v1_latency_milliseconds_count",
];

/**
 * Calls without an answer. Prysm measures a call's time whether it failed or not (v7.0.0, beacon-chain/execution/engine_client.go,
 * a `defer`), so its number of calls goes on while Geth is away; what it counts by verdict does not
 * (beacon-chain/blockchain/execution_engine.go). No calls at all is a chain without blocks, which is another alert's.
 */
function engineSilent(network: MonitoredNetwork): AlertingRule {
  const window = windowOfSlots(10, network.secondsPerSlot);
  const added = (metrics: readonly string[]) =>
    metrics
      .map(
        (metric) =>
          `increase(${of("prysm-beacon", metric, { network: network.name })}[${duration(window)}])`,
      )
      .join(" + ");
  return alert({
    name: "EngineSilent",
    severity: "critical",
    expr: `${added(calls)} > 0 and ${added(answers)} == 0`,
    forSeconds: patience("link", window),
    summary: "The execution client of {{ $labels.node }} does not answer Prysm",
    description:
      `Within ${duration(window)} Prysm of {{ $labels.node }} called its execution client {{ printf "%.0f" $value }} times and had ` +
      "no answer: the client is away or busy, the JWT is another, or a NetworkPolicy is in the way.",
  });
}

function engineSlow(network: MonitoredNetwork): AlertingRule {
  const bucket = of("prysm-beacon", "new_payload_v1_latency_milliseconds_bucket", {
    network: network.name,
  });
  return alert({
    name: "EngineSlow",
    severity: "warning",
    expr:
      `histogram_quantile(0.95, sum by (le, job, network, node, client, layer) (rate(${bucket}[10m]))) ` +
      `> ${limits.engineMilliseconds}`,
    forSeconds: 900,
    summary:
      'The execution client of {{ $labels.node }} takes {{ printf "%.0f" $value }} ms for a block',
    description:
      'One in twenty blocks takes the execution client of {{ $labels.node }} more than {{ printf "%.0f" $value }} ms ' +
      `(${limits.engineMilliseconds} are allowed). Above a third of a slot its validators vote for a head that is too old.`,
  });
}

function executionOptimistic(network: MonitoredNetwork): AlertingRule {
  const optimistic = of("prysm-beacon", "forkchoice_updated_optimistic_node_count", {
    network: network.name,
  });
  const window = windowOfSlots(10, network.secondsPerSlot);
  return alert({
    name: "ExecutionOptimistic",
    severity: "warning",
    expr: `increase(${optimistic}[${duration(window)}]) > 0 ${inSyncBefore}`,
    forSeconds: 900,
    summary:
      "The execution client of {{ $labels.node }} syncs again, and Prysm follows unchecked blocks",
    description:
      "For fifteen minutes the execution client of {{ $labels.node }}, which was in sync within the last day, has told Prysm that " +
      "it is syncing. Until it is done the node answers no RPC and its validators do not vote.",
  });
}

function notInSync(network: MonitoredNetwork): AlertingRule {
  return alert({
    name: "NodeNotInSync",
    severity: "warning",
    expr: `${of("peer-monitor", "eth_peer_monitor_in_sync")} == 0 ${inSyncBefore}`,
    forSeconds: wholeMinutes(50 * network.secondsPerSlot, patience("effect")),
    labels: { network: network.name },
    summary: "{{ $labels.node }} is no longer in sync, and RPC is not led to it",
    description:
      "The agent of {{ $labels.node }} has judged its head too old, or one of its clients syncing, for the whole time. " +
      "The RPC Service leads to the other nodes, if there are any.",
  });
}

function exposureProblem(network: MonitoredNetwork): AlertingRule {
  return alert({
    name: "ExposureProblem",
    severity: "warning",
    expr: `${of("peer-monitor", "eth_peer_monitor_exposure_problems")} > 0`,
    // What a client announces follows its neighbours' word for it, which takes a while after a start.
    forSeconds: 1800,
    labels: { network: network.name },
    summary:
      "{{ $labels.node }} tells its {{ $labels.layer }} peers another address than it is reached at",
    description:
      "The {{ $labels.layer }} client of {{ $labels.node }} has announced an address or a port that differ from how it is exposed in " +
      "{{ $value }} point(s) for half an hour: peers cannot dial it.",
  });
}
