import type { MonitoredNetwork, ScheduledChange } from "../network.ts";
import { alert, type AlertingRule, type RecordingRule, type RuleGroup } from "./rule.ts";

/** Series that these rules compute. They are right on every day without a deployment: only the dates are written into them. */
export const recordedForks = {
  /** Days until a fork, or a reset, begins; below 0 once it has. Labels: network, fork, kind. */
  daysToFork: "ethnode:days_to_fork",
  /** Days until the network's next fork. There is no such series where none has a date. */
  daysToNextFork: "ethnode:days_to_next_fork",
} as const;

const daySeconds = 86_400;

/**
 * What is to come on a network; `undefined` where nothing has a date.
 *
 * Past forks stay in the list, with numbers below 0, so that the rules do not change from one deployment to the next only
 * because time has passed.
 */
export function forkRules(network: MonitoredNetwork): RuleGroup | undefined {
  return network.schedule.length === 0
    ? undefined
    : {
        name: `forks-${network.name}`,
        rules: [
          ...network.schedule.map((change) => daysTo(network, change)),
          nextFork(network),
          ahead(network, 7, 30),
          ahead(network, 0, 7),
          ...(network.schedule.some(({ kind }) => kind === "reset") ? [hasReset(network)] : []),
        ],
      };
}

function daysTo(network: MonitoredNetwork, { name, kind, time }: ScheduledChange): RecordingRule {
  return {
    record: recordedForks.daysToFork,
    expr: `vector((${time} - time()) / ${daySeconds})`,
    labels: { network: network.name, fork: name, kind },
  };
}

function nextFork(network: MonitoredNetwork): RecordingRule {
  return {
    record: recordedForks.daysToNextFork,
    expr: `min by (network) (${series(network, "fork")} > 0)`,
  };
}

const series = (network: MonitoredNetwork, kind: ScheduledChange["kind"]): string =>
  `${recordedForks.daysToFork}{network="${network.name}",kind="${kind}"}`;

/**
 * A preview refuses releases that are known not to follow the fork, so who is told of it has the right ones as far as this
 * program knew on the day of its deployment. What came out since is what the alert is for: a fixed release, another date.
 */
function ahead(network: MonitoredNetwork, fromDays: number, toDays: number): AlertingRule {
  const days = series(network, "fork");
  return alert({
    name: "ForkAhead",
    severity: "warning",
    expr: `${days} > ${fromDays} and ${days} <= ${toDays}`,
    labels: { within: `${toDays}d` },
    summary: '{{ $labels.network }} forks in {{ printf "%.1f" $value }} days: {{ $labels.fork }}',
    description:
      `The fork {{ $labels.fork }} of {{ $labels.network }} is less than ${toDays} days away. A node whose clients do not ` +
      "know it, or know another date, leaves the network on that day.",
  });
}

function hasReset(network: MonitoredNetwork): AlertingRule {
  return alert({
    name: "NetworkReset",
    severity: "warning",
    expr: `${series(network, "reset")} <= 0`,
    summary: "{{ $labels.network }} has begun anew, and the nodes are on its old chain",
    description:
      "The chain of {{ $labels.network }} that this stack was deployed for has ended. The nodes get no blocks until the stack " +
      "is deployed again or their pods are deleted.",
  });
}
