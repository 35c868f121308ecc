import { clientNames } from "../../components/nodeNames.ts";
import { clientsOf } from "../clients.ts";
import type { SettingProblem } from "../errors.ts";
import type { NodeSettings, Settings } from "../schema.ts";

type Layer = "execution" | "consensus";

/** What must hold of the data that nodes begin with: it is another node's, and of the same client. */
export function volumeProblems(settings: Settings): SettingProblem[] {
  return settings.nodes.flatMap((node, index) =>
    (["execution", "consensus"] as const).flatMap((layer): SettingProblem[] => {
      const came = claimOf(node, layer);
      const expected =
        came === undefined ? undefined : expectedInstead(settings, node, layer, came);
      return expected === undefined
        ? []
        : [{ key: `nodes[${index}].restore.${layer}.claim`, came, expected }];
    }),
  );
}

/** The name of the claim that a node's data is cloned from; `undefined` where it is a snapshot or nothing. */
function claimOf({ restore }: NodeSettings, layer: Layer): string | undefined {
  const source = restore?.[layer];
  return source !== undefined && "claim" in source ? source.claim : undefined;
}

/** What it should be instead of one of this stack's claims that it cannot be. Claims of others are the user's matter. */
function expectedInstead(
  settings: Settings,
  node: NodeSettings,
  layer: Layer,
  claim: string,
): string | undefined {
  const own = clientsOf(settings, node)[layer];
  const owner = settings.nodes.find((other) => {
    const { execution, consensus } = clientsOf(settings, other);
    return [execution, consensus].some((name) => clientNames(other.name, name).data === claim);
  });
  if (owner === undefined) return undefined;
  if (owner === node) return "the claim of another node; this is its own";
  return clientNames(owner.name, own).data === claim
    ? undefined
    : `a claim with ${own}'s data; this one has another client's`;
}
