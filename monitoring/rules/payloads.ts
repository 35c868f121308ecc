import { of } from "../jobs.ts";
import type { MonitoredNetwork } from "../network.ts";
import { alert, type RuleGroup } from "./rule.ts";

/** Blocks on which the two clients of a node do not agree. */
export function payloadRules(network: MonitoredNetwork): RuleGroup {
  const invalid = of("prysm-beacon", "new_payload_invalid_node_count", { network: network.name });
  return {
    name: `payloads-${network.name}`,
    rules: [
      alert({
        name: "InvalidPayload",
        severity: "critical",
        // A counter that begins anew with the process: only what is added counts.
        expr: `increase(${invalid}[10m]) > 0`,
        summary: "The execution client of {{ $labels.node }} calls a block invalid",
        description:
          'Within ten minutes {{ printf "%.0f" $value }} block(s) that Prysm of {{ $labels.node }} got were invalid to its ' +
          "execution client: a bad block, a client without the last fork, or a damaged database.",
      }),
    ],
  };
}
