import { byId } from "./dom.ts";

/** What keys do. */
export interface Keys {
  /** Moves over the rows by so many; infinite for the first or last. */
  readonly move: (by: number) => void;
  readonly open: () => void;
  readonly clear: () => void;
  readonly help: () => void;
  /** Goes to the panel that is so many tabs further. */
  readonly panel: (by: number) => void;
}

const PAGE = 12;

const MOVES: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE,
  PageUp: -PAGE,
  Home: -Infinity,
  End: Infinity,
};

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement ||
  target instanceof HTMLSelectElement ||
  target instanceof HTMLTextAreaElement;

const within = (target: EventTarget | null, selector: string): boolean =>
  target instanceof Element && target.closest(selector) !== null;

function onRow(event: KeyboardEvent, keys: Keys): void {
  const by = MOVES[event.key];
  if (by !== undefined) {
    event.preventDefault();
    keys.move(by);
  } else if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    keys.open();
  }
}

function onKey(event: KeyboardEvent, keys: Keys): void {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || within(target, "dialog")) return;
  if (target === byId("filter")) {
    if (key === "Escape") keys.clear();
    if (key === "ArrowDown" || key === "Enter") {
      event.preventDefault();
      keys.move(0);
    }
    return;
  }
  if (isField(target)) return;
  if (key === "/") {
    event.preventDefault();
    byId("filter").focus();
  } else if (key === "?") {
    keys.help();
  } else if (key === "Escape") {
    closeMenus();
    keys.clear();
  } else if (within(target, "[role=tablist]")) {
    if (key === "ArrowRight") keys.panel(1);
    if (key === "ArrowLeft") keys.panel(-1);
  } else if (within(target, "tr[data-do=open]") || target === byId("peers")) {
    onRow(event, keys);
  } else if (target === document.body && (key === "ArrowDown" || key === "ArrowUp")) {
    event.preventDefault();
    keys.move(0);
  }
}

/** Closes the menus that are open, but for the one that holds `except`. */
export function closeMenus(except: EventTarget | null = null): void {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!(except instanceof Node && menu.contains(except))) menu.removeAttribute("open");
  }
}

/** Listens to the keys of the whole page. */
export function listenToKeys(keys: Keys): void {
  document.addEventListener("keydown", (event) => {
    onKey(event, keys);
  });
}
