import type { Column } from "./columns.ts";
import { type Child, h } from "./dom.ts";
import type { Model } from "./model.ts";
import type { Row } from "./rows.ts";
import { visibleRows } from "./virtual.ts";

/** Pixels of a column's unit of width. */
const REM = 16;

/** Where the table stands in its box. */
export interface Viewport {
  readonly scrolled: number;
  readonly height: number;
  readonly rowHeight: number;
  /** Key of the row that the keyboard is on. */
  readonly current: string | null;
}

function header(column: Column, { view }: Model): Node {
  const { id, title, hint, numeric } = column;
  const sorted = view.sort === id;
  const direction = view.descending ? "descending" : "ascending";
  return h(
    "th",
    {
      scope: "col",
      role: "columnheader",
      "data-key": id,
      class: `${numeric ? "numeric" : ""} c-${id}`,
      "aria-sort": sorted ? direction : null,
    },
    h(
      "button",
      { type: "button", "data-do": "sort", "data-value": id, title: hint },
      title,
      h(
        "span",
        { class: "arrow", "aria-hidden": "true" },
        sorted ? (view.descending ? " ▾" : " ▴") : "",
      ),
    ),
  );
}

function cell(row: Row, { id, title, numeric, text }: Column, now: number): Node {
  const value = text(row, now);
  const tone =
    id === "layer" ? row.layer : id === "dir" ? row.direction : id === "lag" ? lagTone(row) : "";
  return h(
    "td",
    {
      role: "cell",
      class: `${numeric ? "numeric" : ""} c-${id} ${tone} ${value === "–" ? "none" : ""}`,
      "data-title": title,
      title: id === "client" || id === "version" ? row.name : value.length > 12 ? value : null,
    },
    ...content(row, id, value),
  );
}

/** More than a minute's worth of slots or blocks behind. */
const lagTone = ({ headLag }: Row): string => (headLag !== null && headLag < -5 ? "behind" : "");

function content(row: Row, id: string, value: string): Child[] {
  if (id === "flags") return row.flags.map((flag) => h("span", { class: `flag ${flag}` }, flag));
  if (id === "layer") return [h("span", { class: `tag ${row.layer}` }, value)];
  return [value];
}

function tableRow(row: Row, index: number, model: Model, current: string | null): Node {
  return h(
    "tr",
    {
      "data-key": row.key,
      "data-do": "open",
      // Said, as a phone's layout of the rows takes the table's meaning from them.
      role: "row",
      class: index % 2 === 1 ? "odd" : "",
      tabindex: row.key === current ? 0 : -1,
      "aria-rowindex": index + 2,
    },
    ...model.columns.map((column) => cell(row, column, model.now)),
  );
}

const spacer = (key: string, height: number, span: number): Node | null =>
  height === 0
    ? null
    : h(
        "tr",
        { "data-key": key, class: "spacer", "aria-hidden": "true" },
        h("td", { colspan: span, height }),
      );

/** The table: of many rows only those that can be seen. */
export function table(model: Model, viewport: Viewport): Node {
  const { columns, shown } = model;
  const part = visibleRows(shown.length, viewport.scrolled, viewport.height, viewport.rowHeight);
  const body = [
    spacer(" above", part.above, columns.length),
    ...shown
      .slice(part.first, part.end)
      .map((row, index) => tableRow(row, part.first + index, model, viewport.current)),
    spacer(" below", part.below, columns.length),
  ];
  return h(
    "table",
    { class: "peers", role: "table", "aria-rowcount": shown.length + 1, "aria-label": "Peers" },
    h(
      "colgroup",
      {},
      ...columns.map(({ id, width }) => h("col", { width: width * REM, "data-key": id })),
    ),
    h(
      "thead",
      { role: "rowgroup" },
      h("tr", { role: "row", "aria-rowindex": 1 }, ...columns.map((one) => header(one, model))),
    ),
    h("tbody", { role: "rowgroup" }, ...body),
  );
}
