import { recordedCapacity } from "../capacity/series.ts";
import { duration, wholeMinutes } from "../duration.ts";
import { limits } from "../limits.ts";
import type { MonitoredNetwork } from "../network.ts";
import {
  alert,
  type AlertingRule,
  type RecordingRule,
  type RuleGroup,
  type Severity,
} from "./rule.ts";

/** Series that these rules compute. */
export const recordedResources = {
  /**
   * Free share of a volume, as `df` has it: of what its owner may fill. Labels: the kubelet's, with node and layer.
   *
   * Not of its capacity, which counts what is kept for root, and on a local disk with a quota the whole disk.
   */
  volumeFree: "ethnode:volume_free_share",
} as const;

/** Everything of the network's nodes, and what has no network: the volumes and containers of the monitoring itself. */
const here = ({ name }: MonitoredNetwork): string => `network=~"${name}|"`;

const of = (job: string, metric: string, network: MonitoredNetwork): string =>
  `${metric}{job="${job}",${here(network)}}`;

const whose = "{{ with $labels.node }} of {{ . }}{{ end }}";

/** What can run out: space on volumes, memory, CPU, and Kubernetes' patience with a container. */
export function resourceRules(network: MonitoredNetwork): RuleGroup {
  return {
    name: `resources-${network.name}`,
    rules: [
      volumeFree(network),
      volumeLow(network, "critical"),
      volumeLow(network, "warning"),
      volumeFillsUp(network, "critical"),
      volumeFillsUp(network, "warning"),
      memoryNearLimit(network),
      containerRestarting(network),
      cpuThrottled(network),
    ],
  };
}

function volumeFree(network: MonitoredNetwork): RecordingRule {
  const bytes = (what: string) => of("kubelet", `kubelet_volume_stats_${what}_bytes`, network);
  return {
    record: recordedResources.volumeFree,
    expr: `${bytes("available")} / (${bytes("available")} + ${bytes("used")})`,
  };
}

/**
 * Geth stops itself, with exit code 0 and so in a loop, where less than half of its cache's garbage collection share is free
 * (go-ethereum v1.17.5, cmd/utils/cmd.go): 2 GiB by default, some 32 MiB on a private chain. A share of the volume is above both,
 * and where volumes are large, so is the floor.
 */
function volumeLow(network: MonitoredNetwork, severity: "critical" | "warning"): AlertingRule {
  const share = limits.diskFree[severity];
  const available = of("kubelet", "kubelet_volume_stats_available_bytes", network);
  const short = `${recordedResources.volumeFree}{${here(network)}} < ${share}`;
  const floor = severity === "critical" && network.public ? limits.diskFreeBytes : undefined;
  const expr =
    floor === undefined
      ? `${available} and ${short}`
      : `${available} and (${short} or ${available.replace("}", ',layer="execution"}')} < ${floor})`;
  return alert({
    name: "VolumeLow",
    severity,
    expr,
    forSeconds: wholeMinutes((severity === "critical" ? 10 : 75) * network.secondsPerSlot, 60),
    summary: `{{ $labels.persistentvolumeclaim }}${whose} has {{ $value | humanize1024 }}B left`,
    description:
      `Less than ${share * 100} % of the volume {{ $labels.persistentvolumeclaim }} is free` +
      (floor === undefined
        ? ""
        : `, or less than ${floor / 2 ** 30} GiB of an execution client's`) +
      ": {{ $value | humanize1024 }}B. A client whose volume is full stops, and Geth before that.",
  });
}

/**
 * The forecast alone cries wolf: a client's first days fill a volume at a pace that ends. So it counts only once a good part is
 * filled, as Kubernetes' own rules have it.
 */
function volumeFillsUp(network: MonitoredNetwork, severity: "critical" | "warning"): AlertingRule {
  const days = limits.diskDaysLeft[severity];
  const free = severity === "critical" ? limits.diskFree.warning : limits.diskFreeForecast;
  return alert({
    name: "VolumeFillsUp",
    severity,
    expr:
      `${recordedCapacity.volumeDaysLeft}{network="${network.name}"} < ${days} and on (node, persistentvolumeclaim) ` +
      `${recordedResources.volumeFree}{${here(network)}} < ${free}`,
    forSeconds: network.public ? 3600 : 600,
    summary:
      '{{ $labels.persistentvolumeclaim }} is full in {{ printf "%.1f" $value }} days at its present pace',
    description:
      `The volume {{ $labels.persistentvolumeclaim }} of {{ $labels.node }} has less than ${free * 100} % free and is full in ` +
      `{{ printf "%.1f" $value }} days if it goes on as in the last ${network.public ? "day" : "ten minutes"} (${days} are the limit).`,
  });
}

/** Of what cannot be given back: the working set has the files that a database maps, which the kernel drops when it must. */
function memoryNearLimit(network: MonitoredNetwork): AlertingRule {
  const share = limits.memoryShare.critical;
  return alert({
    name: "MemoryNearLimit",
    severity: "warning",
    expr:
      `${of("cadvisor", "container_memory_rss", network)} / ` +
      `(${of("cadvisor", "container_spec_memory_limit_bytes", network)} > 0) > ${share}`,
    forSeconds: 900,
    summary: `{{ $labels.container }}${whose} uses {{ $value | humanizePercentage }} of its memory`,
    description:
      `The container {{ $labels.container }} of {{ $labels.pod }} uses {{ $value | humanizePercentage }} of its memory limit ` +
      `(${share * 100} % are allowed, for fifteen minutes). At all of it the kernel kills it.`,
  });
}

/** Counted by changes: an increase is stretched to the window, and three would be two and a bit. */
function containerRestarting(network: MonitoredNetwork): AlertingRule {
  const restarts = of("kube-state-metrics", "kube_pod_container_status_restarts_total", network);
  return alert({
    name: "ContainerRestarting",
    severity: "warning",
    expr: `changes(${restarts}[1h]) > ${limits.restartsAnHour}`,
    summary: `{{ $labels.container }}${whose} restarted {{ $value }} times within an hour`,
    description:
      "Kubernetes started the container {{ $labels.container }} of {{ $labels.pod }} again {{ $value }} times within an hour: " +
      "it runs out of memory, stops by itself for want of disk, or does not take a flag.",
  });
}

function cpuThrottled(network: MonitoredNetwork): AlertingRule {
  const rate = (what: string) =>
    `rate(${of("cadvisor", `container_cpu_cfs_${what}_total`, network)}[5m])`;
  const severity: Severity = "info";
  return alert({
    name: "CpuThrottled",
    severity,
    expr: `${rate("throttled_periods")} / ${rate("periods")} > ${limits.throttledShare}`,
    forSeconds: 900,
    summary: `{{ $labels.container }}${whose} is held back by its CPU limit`,
    description:
      "The container {{ $labels.container }} of {{ $labels.pod }} waits for its CPU limit in {{ $value | humanizePercentage }} of " +
      `the periods of ${duration(300)} (${limits.throttledShare * 100} % are allowed).`,
  });
}
