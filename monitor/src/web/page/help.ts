import { h } from "./dom.ts";
import { FILTER_KEYS } from "./filter.ts";

const KEYS: readonly (readonly [string, string])[] = [
  ["/", "to the filter"],
  ["Esc", "clear the filter, close what is open"],
  ["↑ ↓", "move over the peers"],
  ["Page Up, Page Down, Home, End", "move further"],
  ["Enter", "open the peer"],
  ["?", "this help"],
];

const list = (title: string, rows: readonly (readonly [string, string])[]): Node =>
  h(
    "section",
    {},
    h("h3", {}, title),
    h(
      "dl",
      { class: "facts keys" },
      ...rows.flatMap(([key, text]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, text)]),
    ),
  );

/** What the keys do and what the filter understands. */
export const help = (): Node[] => [
  h(
    "header",
    {},
    h("h2", {}, "Keys and filter"),
    h(
      "button",
      { type: "button", class: "close", "data-do": "closeHelp", "aria-label": "Close" },
      "✕",
    ),
  ),
  list("Keys", KEYS),
  list(
    "Filter",
    Object.entries(FILTER_KEYS).map(([key, text]) => [`${key}:`, text]),
  ),
  h(
    "p",
    { class: "muted" },
    "A comma is an or (client:geth,reth), a minus before a term is a not (-dir:in), other words are looked for in names, ids and addresses.",
  ),
];
