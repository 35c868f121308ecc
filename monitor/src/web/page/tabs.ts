import type { NodeStatus } from "../../serve/snapshot.ts";
import { h } from "./dom.ts";
import type { Model } from "./model.ts";
import { stateOf } from "./nodeState.ts";

/** From here on a list is easier to use than tabs. */
const MANY = 10;

function tab(label: string, value: string, chosen: boolean, node: NodeStatus | null): Node {
  return h(
    "a",
    {
      class: "tab",
      "data-key": value,
      "data-do": "node",
      "data-value": value,
      href: value === "" ? "/" : `/?node=${encodeURIComponent(value)}`,
      "aria-current": chosen ? "page" : null,
    },
    node === null ? null : h("i", { class: `dot ${stateOf(node)}`, title: stateOf(node) }),
    label,
  );
}

/** The nodes and the fleet, to choose what the page is of. */
export function tabs({ snapshot, view }: Model): Node[] {
  const { nodes } = snapshot;
  if (nodes.length <= MANY) {
    return [
      ...(nodes.length === 1 ? [] : [tab("Fleet", "", view.node === null, null)]),
      ...nodes.map((node) => tab(node.name, node.name, view.node === node.name, node)),
    ];
  }
  const option = (label: string, value: string): Node =>
    h("option", { value, selected: value === (view.node ?? "") }, label);
  return [
    tab("Fleet", "", view.node === null, null),
    h(
      "select",
      { class: "nodeSelect", "data-change": "node", "aria-label": "Node" },
      option(`${nodes.length} nodes`, ""),
      ...nodes.map(({ name }) => option(name, name)),
    ),
  ];
}
