import type { NodeStatus } from "../../serve/snapshot.ts";
import { h } from "./dom.ts";
import { formatDuration } from "./format.ts";
import type { Connection, Model } from "./model.ts";
import { nodesOf } from "./rows.ts";

function message(tone: string, title: string, text: string, ...more: Node[]): Node {
  return h(
    "div",
    { class: `message ${tone}`, role: tone === "bad" ? "alert" : "status" },
    h("b", {}, title),
    h("span", {}, text),
    ...more,
  );
}

/** What is said above all else while the page itself does not get what it should. */
export function connectionBanner(connection: Connection, snapshotAge: number | null): Node[] {
  switch (connection.kind) {
    case "lost": {
      const seen =
        snapshotAge === null
          ? "Nothing has been seen yet."
          : `What you see is ${formatDuration(snapshotAge)} old.`;
      return [
        message("bad", "The monitor does not answer.", `${seen} Trying again. (${connection.why})`),
      ];
    }
    case "signIn":
      return [signIn(connection.wrong)];
    default:
      return [];
  }
}

function signIn(wrong: boolean): Node {
  return h(
    "form",
    { class: "signIn", "data-submit": "signIn", method: "post" },
    h("h2", {}, "This monitor asks who you are"),
    h(
      "p",
      {},
      "Enter a token that its operator gave you. It is kept in a cookie of this browser that scripts cannot read.",
    ),
    h("label", { for: "token" }, "Token"),
    h("input", { id: "token", type: "password", autocomplete: "current-password", required: true }),
    h("button", { type: "submit", class: "primary" }, "Sign in"),
    wrong
      ? h("p", { class: "wrong", role: "alert" }, "The monitor does not know this token.")
      : null,
  );
}

/** Grey shapes while the first answer is on its way. */
export const skeleton = (): Node =>
  h(
    "div",
    { class: "skeleton", role: "status" },
    h("span", { class: "hidden" }, "Loading"),
    h("div", { class: "bone tall" }),
    h("div", { class: "boneRow" }, ...Array.from({ length: 6 }, () => h("div", { class: "bone" }))),
    h("div", { class: "bone wide" }),
  );

const layersOf = ({
  execution,
  consensus,
}: NodeStatus): NonNullable<NodeStatus["execution" | "consensus"]>[] =>
  [execution, consensus].flatMap((layer) => layer ?? []);

/** Why the table has no rows; the reason is of the first that holds. */
export function emptyTable(model: Model): Node {
  const { rows, view, snapshot } = model;
  const nodes = nodesOf(snapshot, view.node);
  if (nodes.length === 0) {
    return message(
      "empty",
      view.node === null ? "No node is watched." : `There is no node “${view.node}”.`,
      "Nodes are named in the monitor's settings.",
    );
  }
  if (rows.length > 0) {
    return message(
      "empty",
      "No peer passes the filter.",
      `${rows.length} do without it.`,
      h("button", { type: "button", "data-do": "clear" }, "Clear the filter"),
    );
  }
  const layers = nodes.flatMap(layersOf);
  if (layers.every(({ state }) => state === "starting")) {
    return message("empty", "Not asked yet.", "The first answers are a few seconds away.");
  }
  if (layers.every(({ state }) => state !== "up")) {
    return message(
      "empty",
      "The peers are not known now.",
      "The node does not answer. What it had is not shown, as it may no longer hold.",
    );
  }
  return message("empty", "No peers.", "The node answers, and is connected to none.");
}

/** Said above the table when some of what should be there is not. */
export function partial(model: Model): string {
  const missing = nodesOf(model.snapshot, model.view.node).flatMap(
    ({ name, execution, consensus }) => [
      ...(execution !== null && execution.state !== "up" ? [`${name} EL ${execution.state}`] : []),
      ...(consensus !== null && consensus.state !== "up" ? [`${name} CL ${consensus.state}`] : []),
    ],
  );
  if (missing.length === 0 || model.rows.length === 0) return "";
  const some = missing.slice(0, 3).join(", ");
  return `Not all is here: ${some}${missing.length > 3 ? `, and ${missing.length - 3} more` : ""}.`;
}
