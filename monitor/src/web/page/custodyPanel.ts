import type { CustodyCoverage } from "../../judge/model.ts";
import { h, s } from "./dom.ts";
import { plural } from "./format.ts";
import type { Model } from "./model.ts";
import { nodesOf } from "./rows.ts";

const ACROSS = 16;
const CELL = 18;

/** A column that nobody holds is bad, one that a single peer holds is a risk. */
const tone = (holders: number): string =>
  holders === 0 ? "zero" : holders === 1 ? "one" : holders < 4 ? "few" : "many";

function grid({ holders, of, covered }: CustodyCoverage): Node {
  const rows = Math.ceil(of / ACROSS);
  return s(
    "svg",
    {
      class: "custody",
      viewBox: `0 0 ${ACROSS * CELL} ${rows * CELL}`,
      role: "img",
      "aria-label": `${covered} of ${of} columns are held by a peer`,
    },
    ...holders.slice(0, of).map((count, column) =>
      s(
        "rect",
        {
          class: `column ${tone(count)}`,
          x: (column % ACROSS) * CELL + 1,
          y: Math.floor(column / ACROSS) * CELL + 1,
          width: CELL - 2,
          height: CELL - 2,
          rx: 3,
        },
        s("title", {}, `Column ${column}: ${plural(count, "peer")}`),
      ),
    ),
  );
}

function coverage(custody: CustodyCoverage): Node[] {
  const { covered, of, uncovered, knownPeers } = custody;
  return [
    h("p", { class: "big" }, `${covered} of ${of}`, h("span", { class: "muted" }, " columns held")),
    grid(custody),
    h(
      "p",
      { class: "legend" },
      ...[
        ["zero", "none"],
        ["one", "1 peer"],
        ["few", "2–3"],
        ["many", "4 and more"],
      ].flatMap(([kind = "", text = ""]) => [h("i", { class: `swatch ${kind}` }), ` ${text} `]),
    ),
    uncovered.length === 0
      ? h("p", { class: "fine" }, "Every column is held by some peer.")
      : h("p", { class: "wrong" }, `No peer holds ${uncovered.join(", ")}.`),
    h(
      "p",
      { class: "muted" },
      `By the records of ${plural(knownPeers, "peer")}; others may hold more.`,
    ),
  ];
}

/** Which data columns the consensus peers hold between them. */
export function custodyPanel({ snapshot, view }: Model): Node[] {
  const nodes = nodesOf(snapshot, view.node);
  if (nodes.length !== 1)
    return [h("p", { class: "none" }, "Choose a node: each has its own peers.")];
  const custody = nodes[0]?.judgement.custody ?? null;
  if (custody === null) {
    return [
      h("p", { class: "none" }, "Not known: no consensus peer's record tells its custody groups."),
    ];
  }
  return coverage(custody);
}
