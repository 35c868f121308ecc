import { byId, h } from "./dom.ts";
import { drawer } from "./drawer.ts";
import { footer } from "./footer.ts";
import { formatDuration } from "./format.ts";
import { morphChildren } from "./morph.ts";
import { overview } from "./overview.ts";
import { panelContent, panelTabs } from "./panels.ts";
import { connectionBanner, skeleton } from "./states.ts";
import type { Store } from "./store.ts";
import { drawTable } from "./tableBox.ts";
import { tabs } from "./tabs.ts";
import { filterNote, menus, quickFilters } from "./toolbar.ts";

const WORDS = {
  loading: "loading",
  live: "live",
  polling: "polling",
  lost: "no answer",
  signIn: "not signed in",
} as const;

function drawConnection({ connection: { kind }, elapsed }: Store): void {
  const age = elapsed === null || kind === "live" ? "" : ` · ${formatDuration(elapsed)} old`;
  morphChildren(byId("connection"), [
    h("i", { class: `dot ${kind}` }),
    document.createTextNode(`${WORDS[kind]}${age}`),
  ]);
}

/** Opens or closes a dialog as the view says. The browser keeps the focus within it, and gives it back after. */
export function showDialog(id: string, open: boolean): void {
  const dialog = byId(id) as HTMLDialogElement;
  if (open && !dialog.open) dialog.showModal();
  if (!open && dialog.open) dialog.close();
}

/** Draws the whole page from the store. Cheap to call often: only what differs is touched. */
export function drawPage(store: Store, redraw: () => void): void {
  const model = store.model();
  document.body.dataset["connection"] = store.connection.kind;
  document.body.dataset["ready"] = String(model !== null);
  drawConnection(store);
  morphChildren(byId("banner"), connectionBanner(store.connection, store.elapsed));
  if (model === null) {
    const asked = store.connection.kind === "signIn";
    morphChildren(byId("overview"), asked ? [] : [skeleton()]);
    return;
  }
  document.title = `${model.view.node ?? "Fleet"} · Peer monitor`;
  morphChildren(byId("tabs"), tabs(model));
  morphChildren(byId("overview"), overview(model));
  morphChildren(byId("quick"), quickFilters(model));
  morphChildren(byId("menus"), menus(model));
  const note = byId("filterNote");
  const said = filterNote(model);
  if (note.textContent !== said) note.textContent = said;
  drawTable(model, store.current);
  morphChildren(byId("panelTabs"), panelTabs(model));
  morphChildren(byId("panel"), panelContent(model, redraw));
  byId("panel").setAttribute("aria-labelledby", `tab-${model.view.panel}`);
  morphChildren(byId("footer"), footer(model.snapshot));
  morphChildren(byId("drawer"), drawer(model));
  showDialog("drawer", model.view.peer !== null);
}
