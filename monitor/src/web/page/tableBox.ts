import { byId } from "./dom.ts";
import { morphChildren } from "./morph.ts";
import type { Model } from "./model.ts";
import { emptyTable } from "./states.ts";
import { table } from "./tableView.ts";

const rowOf = (key: string): HTMLElement | null =>
  byId("peers").querySelector<HTMLElement>(`tr[data-key="${CSS.escape(key)}"]`);

/** The height of a row, which the style sheet says: it differs on a phone. */
const rowHeight = (): number =>
  Number.parseFloat(getComputedStyle(byId("peers")).getPropertyValue("--row")) || 36;

/** Draws the table's visible part, and keeps the focus on the peer that has it. */
export function drawTable(model: Model, current: string | null): void {
  const box = byId("peers");
  if (model.shown.length === 0) {
    morphChildren(box, [emptyTable(model)]);
    return;
  }
  const focused = document.activeElement?.closest("#peers tr[data-do=open]");
  const key = focused?.getAttribute("data-key") ?? null;
  const viewport = {
    scrolled: box.scrollTop,
    height: box.clientHeight,
    rowHeight: rowHeight(),
    // Something has to take the focus that comes by Tab.
    current: model.shown.some((row) => row.key === current)
      ? current
      : (model.shown[Math.round(box.scrollTop / rowHeight())]?.key ?? null),
  };
  morphChildren(box, [table(model, viewport)]);
  if (key !== null && document.activeElement === document.body) {
    (rowOf(key) ?? box).focus({ preventScroll: true });
  }
}

/** Brings a row into sight. */
export function scrollToRow(index: number): void {
  const box = byId("peers");
  const height = rowHeight();
  const head = box.querySelector("thead")?.clientHeight ?? 0;
  const top = index * height;
  if (top < box.scrollTop) box.scrollTop = top;
  const bottom = top + height + head;
  if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
}

/** Gives the focus to a row that is drawn. */
export function focusRow(key: string): void {
  rowOf(key)?.focus({ preventScroll: true });
}
