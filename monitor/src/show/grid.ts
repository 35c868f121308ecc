import Table from "cli-table3";

import type { Paint } from "./colour.ts";
import { fit } from "./format.ts";

/** One column of a table. */
export interface Column<T> {
  readonly title: string;
  readonly cell: (row: T) => string;
  /** Numbers are read from the right. */
  readonly right?: boolean;
  /** Where the table is too wide: the highest goes first. Default: it stays. */
  readonly drop?: number;
  /** Where nothing is left to drop: the highest is cut first, to this many characters. Default: it is not cut. */
  readonly cut?: { readonly order: number; readonly to: number };
  /** The cell when nothing is known: a column of nothing else is left out, unless it is always there. */
  readonly empty?: string;
  readonly paint?: (text: string, row: T) => string;
}

/** cli-table3's characters for lines: none but two spaces between columns. */
const NO_LINES: Partial<Record<Table.CharName, string>> = {
  ...{ top: "", "top-mid": "", "top-left": "", "top-right": "" },
  ...{ bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "" },
  ...{ left: "", "left-mid": "", right: "", "right-mid": "", mid: "", "mid-mid": "" },
  middle: "  ",
};
const GAP = 2;

interface Laid<T> {
  readonly column: Column<T>;
  readonly cells: readonly string[];
  width: number;
}

const total = (laid: readonly { readonly width: number }[]): number =>
  laid.reduce((sum, { width }) => sum + width, GAP * Math.max(0, laid.length - 1));

function lay<T>(columns: readonly Column<T>[], rows: readonly T[]): Laid<T>[] {
  return columns.flatMap((column) => {
    const cells = rows.map(column.cell);
    if (column.empty !== undefined && cells.every((cell) => cell === column.empty || cell === ""))
      return [];
    const width = Math.max(column.title.length, ...cells.map((cell) => cell.length));
    return [{ column, cells, width }];
  });
}

/** Leaves out and cuts until all fits the width, or nothing more can be. */
function squeeze<T>(laid: readonly Laid<T>[], width: number): readonly Laid<T>[] {
  let kept = laid;
  const droppable = laid
    .filter(({ column }) => column.drop !== undefined)
    .sort((a, b) => (b.column.drop ?? 0) - (a.column.drop ?? 0));
  for (const one of droppable) {
    if (total(kept) <= width) break;
    kept = kept.filter((other) => other !== one);
  }
  const cuttable = kept
    .filter(({ column }) => column.cut !== undefined)
    .sort((a, b) => (b.column.cut?.order ?? 0) - (a.column.cut?.order ?? 0));
  for (const one of cuttable) {
    const over = total(kept) - width;
    if (over > 0) one.width = Math.max(one.column.cut?.to ?? 1, one.width - over);
  }
  return kept;
}

/** A table without lines that fits the width, where its columns can be cut that far. */
export function grid<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  width: number,
  paint: Paint,
): string {
  const laid = squeeze(lay(columns, rows), width);
  const table = new Table({
    head: laid.map(({ column, width: cell }) => paint("bold", fit(column.title, cell))),
    colAligns: laid.map(({ column }) => (column.right === true ? "right" : "left")),
    chars: NO_LINES,
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [], compact: true },
  });
  table.push(
    ...rows.map((row, index) =>
      laid.map(({ column, cells, width: cell }) => {
        const text = fit(cells[index] ?? "", cell);
        return column.paint === undefined ? text : column.paint(text, row);
      }),
    ),
  );
  return table.toString();
}
