import type { Capacity } from "../capacity/cost.ts";
import { capacityRules } from "../capacity/rules.ts";
import type { ScrapeTarget } from "../jobs.ts";
import type { MonitoredNetwork } from "../network.ts";
import { consensusRules } from "./consensus.ts";
import { executionRules } from "./execution.ts";
import { forkRules } from "./forks.ts";
import { payloadRules } from "./payloads.ts";
import type { RuleFile } from "./rule.ts";
import { targetRules } from "./targets.ts";
import { validatorRules } from "./validators.ts";
import { watchdogRules } from "./watchdog.ts";

/** All rules of a stack, for the network that its nodes are on and the targets that it scrapes. */
export function ruleFile(
  network: MonitoredNetwork,
  targets: readonly ScrapeTarget[],
  capacity: Capacity = { nodes: [] },
): RuleFile {
  const forks = forkRules(network);
  return {
    groups: [
      targetRules(targets),
      executionRules(network, targets),
      consensusRules(network, targets),
      payloadRules(network),
      ...(targets.some(({ job }) => job === "prysm-validator") ? [validatorRules(network)] : []),
      ...(forks === undefined ? [] : [forks]),
      capacityRules(network, capacity),
      watchdogRules,
    ],
  };
}
