import type { Layer } from "../peers/clientName.ts";
import type { Snapshot } from "../serve/snapshot.ts";
import type { Line, Paint } from "./colour.ts";
import { faults } from "./faults.ts";
import { fit, wrap } from "./format.ts";
import { mixLines, verdictLines } from "./judged.ts";
import { nodesTable } from "./nodesTable.ts";
import type { Level } from "./options.ts";
import { peersTable } from "./peersTable.ts";
import { rowsOf } from "./row.ts";
import { sorted, type SortKey } from "./sort.ts";

/** How it is printed. */
export interface TableOptions {
  readonly level: Level;
  readonly sort: SortKey;
  readonly layers: readonly Layer[];
  /** Of the terminal in characters. Null: none, so that sentences are lines and tables are as for 80. */
  readonly width: number | null;
}

/** Tables fit this many characters where there is no terminal, and no fewer anywhere. */
const USUAL_WIDTH = 80;

/** In larger fleets only what is not well has lines of its own. */
const FEW_NODES = 8;

/** The whole of what the server knows as text: verdict, nodes, faults, the peers' mix, peers. */
export function renderSnapshot(
  snapshot: Snapshot,
  { level, sort, layers, width }: TableOptions,
  paint: Paint,
): string {
  const { nodes, fleet, generatedAt } = snapshot;
  const columns = Math.max(USUAL_WIDTH, width ?? USUAL_WIDTH);
  const few = nodes.length <= FEW_NODES;
  const shown = few ? nodes : nodes.filter(({ judgement }) => judgement.health.band !== "good");
  const sentences = (lines: readonly Line[], hang: number): string =>
    lines
      .map(({ text, colour }) => {
        const broken = width === null ? text : wrap(text, columns, hang);
        return colour === undefined ? broken : paint(colour, broken);
      })
      .join("\n");
  const parts = [
    sentences(
      [
        ...(few ? [] : verdictLines("all nodes", { ...fleet.health, reasons: [] })),
        ...shown.flatMap(({ name, judgement }) => verdictLines(name, judgement.health)),
      ],
      6,
    ),
    nodesTable(nodes, layers, columns, paint),
    sentences(faults(nodes, layers), 2),
    sentences(few ? nodes.flatMap((node) => mixLines(node, layers)) : [], 4),
    peersTable(
      sorted(rowsOf(snapshot, layers), sort),
      { level, now: Date.parse(generatedAt), width: columns },
      paint,
    ),
    sentences(attributionLines(snapshot, level), 2),
  ];
  const lines = parts.filter((part) => part !== "").join("\n\n");
  return `${lines.replace(/[ \t]+$/gm, "")}\n`;
}

/** Whose data the countries and networks are from, where they are shown. */
function attributionLines({ attributions }: Snapshot, level: Level): readonly Line[] {
  return level === 0 || attributions.length === 0
    ? []
    : [{ text: `places: ${attributions.map((text) => fit(text, 200)).join("; ")}`, colour: "dim" }];
}
