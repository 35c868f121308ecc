import type { Capacity } from "../capacity/cost.ts";
import { capacityRules } from "../capacity/rules.ts";
import { privateChain } from "../inhibition.ts";
import type { ScrapeTarget } from "../jobs.ts";
import type { MonitoredNetwork } from "../network.ts";
import { consensusRules } from "./consensus.ts";
import { engineRules } from "./engine.ts";
import { executionRules } from "./execution.ts";
import { forkRules } from "./forks.ts";
import { gethRules } from "./geth.ts";
import { withLinks, type AlertLinks } from "./links.ts";
import { monitoringRules } from "./monitoring.ts";
import { outlasting } from "./outlast.ts";
import { payloadRules } from "./payloads.ts";
import { peerRules } from "./peers.ts";
import { resourceRules } from "./resources.ts";
import type { AlertingRule, RuleFile, RuleGroup } from "./rule.ts";
import { syncRules } from "./sync.ts";
import { targetRules } from "./targets.ts";
import { validatorRules } from "./validators.ts";
import { watchdogRules } from "./watchdog.ts";

/** What rules can say beside what they are made of. */
export interface RuleFileOptions {
  /** Whether machines, pods and volumes are scraped, too. Default: no. */
  readonly resources?: boolean;
  /** Where runbooks and boards are. Default: paths only. */
  readonly links?: AlertLinks | undefined;
}

/** All rules of a stack, for the network that its nodes are on and the targets that it scrapes. */
export function ruleFile(
  network: MonitoredNetwork,
  targets: readonly ScrapeTarget[],
  capacity: Capacity = { nodes: [] },
  { resources = false, links = {} }: RuleFileOptions = {},
): RuleFile {
  const forks = forkRules(network);
  const peers = peerRules(network);
  const groups: readonly RuleGroup[] = [
    targetRules(targets, resources),
    executionRules(network, targets),
    consensusRules(network, targets),
    syncRules(network),
    engineRules(network),
    payloadRules(network),
    gethRules(network),
    ...(peers === undefined ? [] : [peers]),
    ...(targets.some(({ job }) => job === "prysm-validator") ? [validatorRules(network)] : []),
    ...(forks === undefined ? [] : [forks]),
    capacityRules(network, capacity),
    resourceRules(network),
    monitoringRules,
  ];
  const whole = (rule: AlertingRule) => withLinks(outlasting(rule, network), links);
  return {
    groups: [
      ...groups.map((group) =>
        alertsOf(group, (rule) => whole(network.public ? rule : ofPrivateChain(rule))),
      ),
      alertsOf(watchdogRules, whole),
    ],
  };
}

const alertsOf = (group: RuleGroup, by: (rule: AlertingRule) => AlertingRule): RuleGroup => ({
  ...group,
  rules: group.rules.map((rule) => ("alert" in rule ? by(rule) : rule)),
});

/** The alert with whose chain it is of, for what one node's fault does to the others. */
const ofPrivateChain = (rule: AlertingRule): AlertingRule => ({
  ...rule,
  labels: { ...rule.labels, ...privateChain },
});
