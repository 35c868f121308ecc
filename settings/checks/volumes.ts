import { clientNames } from "../../components/nodeNames.ts";
import { clientsOf } from "../clients.ts";
import type { SettingProblem } from "../errors.ts";
import type { Settings } from "../schema.ts";

/** What must hold of the volumes that nodes begin with. */
export function volumeProblems(settings: Settings): SettingProblem[] {
  return settings.nodes.flatMap((node, index) => {
    const runs = clientsOf(settings, node);
    return (["execution", "consensus"] as const).flatMap((layer): SettingProblem[] => {
      const came = claimOf(node.restore?.[layer]);
      const own = clientNames(node.name, runs[layer]).data;
      return came === own
        ? [
            {
              key: `nodes[${index}].restore.${layer}.claim`,
              came,
              expected: "the claim of another node; this is its own",
            },
          ]
        : [];
    });
  });
}

const claimOf = (source: { readonly claim?: string } | object | undefined): string | undefined =>
  source !== undefined && "claim" in source ? source.claim : undefined;
