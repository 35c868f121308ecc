import { COLUMNS } from "./columns.ts";
import { h } from "./dom.ts";
import { FILTER_KEYS, hasTerm } from "./filter.ts";
import { plural } from "./format.ts";
import type { Model } from "./model.ts";
import { partial } from "./states.ts";

function quick(label: string, key: string, value: string, query: string): Node {
  return h(
    "button",
    {
      type: "button",
      class: "pill",
      "data-do": "term",
      "data-term": key,
      "data-value": value,
      "aria-pressed": String(hasTerm(query, key, value)),
    },
    label,
  );
}

/** Filters that are wanted often, one press away. */
export const quickFilters = ({ view: { query } }: Model): Node[] => [
  quick("EL", "layer", "el", query),
  quick("CL", "layer", "cl", query),
  quick("← in", "dir", "in", query),
  quick("→ out", "dir", "out", query),
  quick("New", "flag", "new", query),
];

function columnChoice({ columns }: Model): Node {
  const shown = new Set(columns.map(({ id }) => id));
  return h(
    "details",
    { class: "menu", "data-key": "columns" },
    h("summary", {}, "Columns"),
    h(
      "fieldset",
      { class: "menuBody" },
      h("legend", { class: "hidden" }, "Columns"),
      ...COLUMNS.map(({ id, title, hint }) =>
        h(
          "label",
          { title: hint },
          h("input", {
            type: "checkbox",
            "data-change": "column",
            value: id,
            checked: shown.has(id),
          }),
          title,
        ),
      ),
      h("button", { type: "button", "data-do": "usualColumns" }, "The usual ones"),
    ),
  );
}

function exportMenu({ shown }: Model): Node {
  const button = (label: string, kind: string): Node =>
    h("button", { type: "button", "data-do": "export", "data-value": kind }, label);
  return h(
    "details",
    { class: "menu", "data-key": "export" },
    h("summary", {}, "Export"),
    h(
      "div",
      { class: "menuBody" },
      h("p", { class: "muted" }, `${plural(shown.length, "peer")}, as filtered and sorted`),
      button("CSV", "csv"),
      button("JSON", "json"),
    ),
  );
}

/** What can be done with the table. */
export const menus = (model: Model): Node[] => [columnChoice(model), exportMenu(model)];

/** What the filter left, what of it was not understood, and what is missing anyway. */
export function filterNote(model: Model): string {
  const { rows, shown, filter } = model;
  const count =
    shown.length === rows.length
      ? plural(rows.length, "peer")
      : `${shown.length} of ${plural(rows.length, "peer")}`;
  const unknown =
    filter.unknown.length === 0
      ? ""
      : ` Not understood: ${filter.unknown.join(" ")} (keys: ${Object.keys(FILTER_KEYS).join(", ")}).`;
  return [`${count}.`, unknown, partial(model)].filter((part) => part !== "").join(" ");
}
