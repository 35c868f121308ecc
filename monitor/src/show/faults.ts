import type { Layer } from "../peers/clientName.ts";
import type { NodeStatus } from "../serve/snapshot.ts";
import type { Line } from "./colour.ts";
import { fit } from "./format.ts";
import { layersOf } from "./verdict.ts";

/** What is wrong with the nodes, a sentence each. */
export function faults(nodes: readonly NodeStatus[], layers: readonly Layer[]): readonly Line[] {
  return nodes.flatMap((node) => [
    ...syncFaults(node).map((text): Line => ({
      text: `${fit(node.name, 63)}: ${text}`,
      colour: "yellow",
    })),
    ...layersOf(node)
      .filter(([layer]) => layers.includes(layer))
      .flatMap(([layer, status]) => {
        const name = `${fit(node.name, 63)} ${layer}`;
        const before = status.lastKnownCounts;
        const had = before === null ? "" : `; peers when last known: ${before.total}`;
        const reason =
          status.lastError === null ? [] : [`${status.state}: ${fit(status.lastError, 160)}${had}`];
        const lonely = status.counts?.total === 0 ? ["no peers"] : [];
        const warnings = status.warnings.map((text) => fit(text, 160));
        const { problems = [], unchecked = null } = node.exposure?.[layer] ?? {};
        const exposure = [...problems, ...(unchecked === null ? [] : [unchecked])].map((text) =>
          fit(text, 320),
        );
        const colour = status.state === "down" ? "red" : "yellow";
        return [...reason, ...lonely, ...warnings, ...exposure].map((text): Line => ({
          text: `${name}: ${text}`,
          colour,
        }));
      }),
  ]);
}

/** Why a node is not in sync; what the verdict does not count yet is left out. */
function syncFaults({ sync }: NodeStatus): readonly string[] {
  if (sync?.inSync !== false) return [];
  const reasons = sync.reasons.length === 0 ? ["good again, for a few seconds"] : sync.reasons;
  return reasons.map((text) => `not in sync: ${fit(text, 160)}`);
}
