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
import { monitoringRules } from "./monitoring.ts";
import { payloadRules } from "./payloads.ts";
import { peerRules } from "./peers.ts";
import { resourceRules } from "./resources.ts";
import type { RuleFile, RuleGroup } from "./rule.ts";
import { syncRules } from "./sync.ts";
import { targetRules } from "./targets.ts";
import { validatorRules } from "./validators.ts";
import { watchdogRules } from "./watchdog.ts";

/**
 * All rules of a stack, for the network that its nodes are on and the targets that it scrapes.
 *
 * @param resources whether machines, pods and volumes are scraped, too
 */
export function ruleFile(
  network: MonitoredNetwork,
  targets: readonly ScrapeTarget[],
  capacity: Capacity = { nodes: [] },
  resources = false,
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
  return {
    groups: [...(network.public ? groups : groups.map(ofPrivateChain)), watchdogRules],
  };
}

/** The group with alerts that say whose chain it is, for what one node's fault does to the others. */
const ofPrivateChain = (group: RuleGroup): RuleGroup => ({
  ...group,
  rules: group.rules.map((rule) =>
    "alert" in rule ? { ...rule, labels: { ...rule.labels, ...privateChain } } : rule,
  ),
});
