import { formatNumber, formatShare } from "./format.ts";
import { h, s } from "./dom.ts";
import { hasTerm } from "./filter.ts";

/** A bar that filters by what it stands for. */
export interface Bar {
  readonly label: string;
  readonly count: number;
  /** 0 to 1; null where a share would say nothing, and no bar is drawn. */
  readonly share: number | null;
  /** Key and value of the filter that it sets; null when it cannot. */
  readonly term: readonly [string, string] | null;
  readonly tone?: "warning" | "bad" | "muted";
}

/** Places on a bar at which a share becomes dangerous, 0 to 1. */
type Ticks = readonly number[];

/** A share as a filled track. An SVG, as its lengths are attributes: the page's policy allows no inline style. */
export const meter = (share: number | null, tone = ""): Node =>
  s(
    "svg",
    { class: `meter ${tone}`, "aria-hidden": "true" },
    s("rect", { width: `${Math.round((share ?? 0) * 1000) / 10}%`, height: "100%" }),
  );

/** Draws bars, each a button; those that are in the filter show as pressed. */
export function bars(list: readonly Bar[], query: string, ticks: Ticks = []): HTMLUListElement {
  return h(
    "ul",
    { class: "bars" },
    ...list.map((bar) => h("li", { "data-key": bar.label }, barButton(bar, query, ticks))),
  );
}

function barButton({ label, count, share, term, tone }: Bar, query: string, ticks: Ticks): Node {
  const track = meter(share, tone);
  const marks = ticks.map((at) => h("i", { class: `tick tick${Math.round(at * 3)}` }));
  const parts = [
    h("span", { class: "barLabel", title: label }, label),
    h("span", { class: "barTrack" }, track, ...marks),
    h("span", { class: "barCount" }, formatNumber(count)),
    h("span", { class: "barShare" }, formatShare(share)),
  ];
  if (term === null) return h("span", { class: "bar" }, ...parts);
  const [key, value] = term;
  const on = hasTerm(query, key, value);
  return h(
    "button",
    {
      type: "button",
      class: "bar",
      "data-do": "term",
      "data-term": key,
      "data-value": value,
      "aria-pressed": String(on),
      title: on ? `Take ${key}:${value} out of the filter` : `Show only ${key}:${value}`,
    },
    ...parts,
  );
}
