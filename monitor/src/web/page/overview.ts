import type { NodeStatus } from "../../serve/snapshot.ts";
import { cards } from "./cards.ts";
import { chips } from "./chips.ts";
import { h } from "./dom.ts";
import { fleetList } from "./fleet.ts";
import { plural } from "./format.ts";
import type { Model } from "./model.ts";
import { nodesOf } from "./rows.ts";
import { remarks, verdict } from "./verdict.ts";

function fleetLine(nodes: Model["snapshot"]["fleet"]["nodes"]): Node {
  const parts = [
    plural(nodes.up, "node up", "nodes up"),
    nodes.starting > 0 ? `${nodes.starting} starting` : "",
    nodes.down > 0 ? `${nodes.down} down` : "",
  ];
  return h("p", { class: "remark" }, parts.filter((part) => part !== "").join(", "));
}

const oneNode = (node: NodeStatus, model: Model): Node[] => [
  verdict(node.judgement.health, remarks(node.judgement)),
  chips(node, model.now),
  cards(model),
];

/** What the page says before it lists anything. */
export function overview(model: Model): Node[] {
  const nodes = nodesOf(model.snapshot, model.view.node);
  const [first] = nodes;
  if (first === undefined) return [];
  if (nodes.length === 1) return oneNode(first, model);
  const { fleet } = model.snapshot;
  return [
    verdict(fleet.health, [fleetLine(fleet.nodes)]),
    cards(model),
    fleetList(nodes, model.now),
  ];
}
