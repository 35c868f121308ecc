import { duration } from "../duration.ts";
import type { MonitoredNetwork } from "../network.ts";
import type { RecordingRule, RuleGroup } from "../rules/rule.ts";
import { requestedCost, type Capacity, type NodeRequests, type Prices } from "./cost.ts";
import { costParts, recordedCapacity, type CostBasis, type CostPart } from "./series.ts";

const day = 86_400;
const hour = 3600;
const gib = 2 ** 30;
/** A straight line through a day or less says nothing of what is further away than ten years. */
const furthestDays = 3650;
const volume = "network, node, layer, persistentvolumeclaim";

/**
 * When volumes are full and what nodes cost. What is not known is not there: no pace before the history is long enough, no
 * day of a volume that does not grow, no cost without prices.
 *
 * Sources: kubelet's `kubelet_volume_stats_*` (Kubernetes v1.34.4 pkg/kubelet/metrics/collectors/volume_stats.go)
 * and cAdvisor's `container_*`, each with the node of the claim or the pod.
 */
export function capacityRules(network: MonitoredNetwork, capacity: Capacity): RuleGroup {
  const { prices, nodes } = capacity;
  const rules: readonly RecordingRule[] = [
    growth(network),
    daysLeft,
    ...(prices === undefined ? [] : costs(prices, nodes)),
  ];
  return {
    name: `capacity-${network.name}`,
    // The windows are long: nothing changes from one scrape to the next, and each evaluation reads all of them.
    interval: "1m",
    rules: rules.map((rule) => ({ ...rule, labels: { network: network.name, ...rule.labels } })),
  };
}

/**
 * How long the pace is taken over. A database that compacts falls and rises by gigabytes in hours, which a day evens out; a
 * private chain does not live that long.
 */
const windowSeconds = ({ public: isPublic }: MonitoredNetwork): number =>
  isPublic ? day : day / 144;

/** The slope over the whole window, where there was something to see in its first part already. */
function growth(network: MonitoredNetwork): RecordingRule {
  const window = windowSeconds(network);
  const first = window / 10;
  const used = 'kubelet_volume_stats_used_bytes{job="kubelet",node!=""}';
  return {
    record: recordedCapacity.volumeGrowth,
    expr:
      `max by (${volume}) (${day} * deriv(${used}[${duration(window)}]) and ` +
      `present_over_time(${used}[${duration(first)}] offset ${duration(window - first)}))`,
  };
}

const daysLeft: RecordingRule = {
  record: recordedCapacity.volumeDaysLeft,
  expr:
    `max by (${volume}) (kubelet_volume_stats_available_bytes{job="kubelet",node!=""}) / on (node, persistentvolumeclaim) ` +
    `group_left () (${recordedCapacity.volumeGrowth} > 0) <= ${furthestDays}`,
};

/** Every node's cost: of what it asks for, which is known before it runs, and of what it uses. */
function costs(prices: Prices, nodes: readonly NodeRequests[]): RecordingRule[] {
  const labels = (basis: CostBasis, part: CostPart) => ({
    part,
    basis,
    currency: prices.currency,
  });
  return [
    ...nodes.flatMap((node) => {
      const cost = requestedCost(prices, node);
      return costParts.map((part) => ({
        record: recordedCapacity.nodeMonthlyCost,
        expr: `vector(${cost[part]})`,
        labels: { node: node.name, ...labels("requested", part) },
      }));
    }),
    ...costParts.map((part) => ({
      record: recordedCapacity.nodeMonthlyCost,
      expr: used(prices)[part],
      labels: labels("used", part),
    })),
  ];
}

/** A month's price of what is used now, each by the node. */
const used = (prices: Prices): Readonly<Record<CostPart, string>> => {
  const containers = '{job="cadvisor",node!="",container!=""}';
  return {
    disk: `${prices.diskGibMonth} * sum by (node) (kubelet_volume_stats_used_bytes{job="kubelet",node!=""}) / ${gib}`,
    cpu: `${prices.cpuMonth} * sum by (node) (rate(container_cpu_usage_seconds_total${containers}[${duration(hour)}]))`,
    memory: `${prices.memoryGibMonth} * sum by (node) (container_memory_working_set_bytes${containers}) / ${gib}`,
  };
};
