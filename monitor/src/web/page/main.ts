import { fetchEvents, fetchHistory, fetchSession, signIn } from "./api.ts";
import { type Context, onChange, onClick, openHelp } from "./commands.ts";
import { byId } from "./dom.ts";
import { historySeries } from "./historySeries.ts";
import { listenToKeys } from "./keyboard.ts";
import { Live } from "./live.ts";
import { drawPage } from "./page.ts";
import { SPAN_MS } from "./series.ts";
import { Store } from "./store.ts";
import { focusRow, scrollToRow } from "./tableBox.ts";
import { PANELS, readView, type View, writeView } from "./urlState.ts";

const store = new Store(readView(location.search));
const filterBox = byId("filter") as HTMLInputElement;
filterBox.value = store.view.query;

let drawing = 0;

/** Draws before the next frame, however often it is asked for. */
function redraw(): void {
  if (drawing !== 0) return;
  drawing = requestAnimationFrame(drawNow);
}

function drawNow(): void {
  cancelAnimationFrame(drawing);
  drawing = 0;
  drawPage(store, redraw);
}

/** What the history has of the node that is looked at; without a history the lines begin now. */
async function loadHistory(): Promise<void> {
  if (!store.session.history) return;
  const { node } = store.view;
  const step = 60;
  const points = await fetchHistory(node, SPAN_MS, step);
  if (store.view.node !== node) return;
  store.setStored(historySeries(points, step));
  redraw();
}

/** Nothing that the page can do without is worth more than a silent retry with the next view. */
const ignore = (): void => undefined;

function show(change: Partial<View>): void {
  const before = store.view;
  store.view = { ...before, ...change };
  const address = `${location.pathname}${writeView(store.view)}`;
  // Only places that one goes back to become part of the browser's history.
  const place = store.view.node !== before.node || store.view.peer !== before.peer;
  if (place) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  changed(before);
}

function changed(before: View): void {
  const { query, node, sort, descending } = store.view;
  if (filterBox.value !== query) filterBox.value = query;
  if (node !== before.node) {
    store.forgetSeries();
    void loadHistory().catch(ignore);
  }
  const other = query !== before.query || node !== before.node;
  if (other || sort !== before.sort || descending !== before.descending) {
    byId("peers").scrollTop = 0;
    store.current = null;
  }
  redraw();
}

const context: Context = { store, show };

/** Moves the keyboard's row; the first press goes to where one is. */
function move(by: number): void {
  const shown = store.model()?.shown ?? [];
  if (shown.length === 0) return;
  const at = shown.findIndex(({ key }) => key === store.current);
  const wanted = at === -1 ? (by === Infinity ? Infinity : 0) : at + by;
  const index = Math.min(shown.length - 1, Math.max(0, wanted));
  const row = shown[index];
  if (row === undefined) return;
  store.current = row.key;
  scrollToRow(index);
  drawNow();
  focusRow(row.key);
}

function movePanel(by: number): void {
  const index = PANELS.indexOf(store.view.panel) + by;
  const panel = PANELS[(index + PANELS.length) % PANELS.length];
  if (panel === undefined) return;
  show({ panel });
  drawNow();
  byId(`tab-${panel}`).focus();
}

listenToKeys({
  move,
  open: () => {
    const focused = document.activeElement?.getAttribute("data-key") ?? store.current;
    if (focused !== null) {
      store.current = focused;
      show({ peer: focused });
    }
  },
  clear: () => {
    show({ query: "" });
  },
  help: openHelp,
  panel: movePanel,
});

document.addEventListener("click", (event) => {
  onClick(event, context);
});
document.addEventListener("change", (event) => {
  onChange(event, context);
});
filterBox.addEventListener("input", () => {
  show({ query: filterBox.value });
});
byId("peers").addEventListener("scroll", redraw, { passive: true });
byId("drawer").addEventListener("close", () => {
  if (store.view.peer !== null) show({ peer: null });
});
addEventListener("resize", redraw);
addEventListener("popstate", () => {
  const before = store.view;
  store.view = readView(location.search);
  changed(before);
});

const live = new Live({
  snapshot: (snapshot) => {
    const first = store.snapshot === null;
    store.take(snapshot);
    if (first) {
      drawNow();
      // What the tests and a browser's own tools measure.
      performance.mark("peers-shown");
    } else {
      redraw();
    }
  },
  event: (event) => {
    store.addEvents([event]);
    redraw();
  },
  connection: (connection) => {
    store.connection = connection;
    redraw();
  },
});

async function loadRest(): Promise<void> {
  store.session = await fetchSession();
  redraw();
  store.addEvents(await fetchEvents());
  redraw();
  await loadHistory();
}

function load(): void {
  void loadRest().catch(ignore);
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const field = document.getElementById("token");
  if (!(field instanceof HTMLInputElement)) return;
  void signIn(field.value).then((known) => {
    if (known) {
      live.again();
      load();
    } else {
      store.connection = { kind: "signIn", wrong: true };
      redraw();
    }
  }, ignore);
});

drawNow();
live.start();
load();
// Ages grow by themselves.
setInterval(redraw, 1000);
