import type { NodeStatus } from "../../serve/snapshot.ts";
import { h } from "./dom.ts";
import { DASH, formatDuration, formatNumber } from "./format.ts";
import { ageOf, stateOf } from "./nodeState.ts";

/** More nodes than this are drawn when they are asked for: the worst come first. */
const SHOWN = 24;

const rank = ({ judgement }: NodeStatus): number => judgement.health.score ?? -1;

function layerCell(name: string, layer: NodeStatus["execution"] | NodeStatus["consensus"]): Node {
  const count = layer?.counts?.total ?? null;
  return h(
    "span",
    { class: `fleetLayer ${name === "EL" ? "execution" : "consensus"}` },
    h("b", {}, name),
    ` ${count === null ? DASH : formatNumber(count)}`,
  );
}

function item(node: NodeStatus, now: number): Node {
  const { name, network, execution, consensus, judgement } = node;
  const { score, band, reasons } = judgement.health;
  const ages = [execution, consensus].flatMap((layer) => {
    const age = layer === null ? null : ageOf(layer, now);
    return age === null ? [] : [age];
  });
  const state = stateOf(node);
  return h(
    "li",
    { "data-key": name },
    h(
      "a",
      {
        class: `fleetNode ${band}`,
        "data-do": "node",
        "data-value": name,
        href: `/?node=${encodeURIComponent(name)}`,
      },
      h("span", { class: `badge ${band}` }, score === null ? DASH : String(Math.round(score))),
      h("b", { class: "fleetName" }, h("i", { class: `dot ${state}` }), name),
      layerCell("EL", execution),
      layerCell("CL", consensus),
      h("span", { class: "age" }, ages.length === 0 ? state : formatDuration(Math.max(...ages))),
      h(
        "span",
        { class: "fleetWhy" },
        [network, reasons[0]?.text ?? ""].filter(Boolean).join(" · "),
      ),
    ),
  );
}

/** The nodes of the fleet, the worst first. */
export function fleetList(nodes: readonly NodeStatus[], now: number): Node {
  const sorted = [...nodes].sort((a, b) => rank(a) - rank(b));
  const list = (part: readonly NodeStatus[]): Node =>
    h("ul", { class: "fleet" }, ...part.map((node) => item(node, now)));
  const rest = sorted.slice(SHOWN);
  return h(
    "div",
    {},
    list(sorted.slice(0, SHOWN)),
    rest.length === 0
      ? null
      : h("details", { class: "more" }, h("summary", {}, `${rest.length} more nodes`), list(rest)),
  );
}
