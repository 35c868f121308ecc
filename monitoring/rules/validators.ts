import { of } from "../jobs.ts";
import type { MonitoredNetwork } from "../network.ts";
import { alert, type RuleGroup } from "./rule.ts";

/** Prysm's number for a slashed validator. Source: Prysm v7, proto/prysm/v1alpha1/validator.proto, `ValidatorStatus`. */
const slashing = 5;

/** What can go wrong with validators for good. */
export function validatorRules(network: MonitoredNetwork): RuleGroup {
  const status = of("prysm-validator", "validator_statuses", { network: network.name });
  return {
    name: `validators-${network.name}`,
    rules: [
      alert({
        name: "ValidatorSlashed",
        severity: "critical",
        expr: `count by (job, network, node, client, layer) (${status} == ${slashing}) > 0`,
        summary: "{{ $value }} validator(s) of {{ $labels.node }} are slashed",
        description:
          "{{ $value }} key(s) of {{ $labels.node }} signed two contradicting messages on {{ $labels.network }}, most often " +
          "because they run in two places. More keys follow while both run.",
      }),
    ],
  };
}
