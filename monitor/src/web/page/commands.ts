import { act } from "./api.ts";
import { COLUMNS } from "./columns.ts";
import { byId } from "./dom.ts";
import { toCsv, toJson } from "./exportRows.ts";
import { toggleTerm } from "./filter.ts";
import { help } from "./help.ts";
import { closeMenus } from "./keyboard.ts";
import { morphChildren } from "./morph.ts";
import { showDialog } from "./page.ts";
import type { Store } from "./store.ts";
import { toggleTheme } from "./theme.ts";
import { PANELS, type View } from "./urlState.ts";

/** What the commands need of the page. */
export interface Context {
  readonly store: Store;
  /** Changes what the reader looks at. */
  readonly show: (change: Partial<View>) => void;
}

type Command = (element: HTMLElement, context: Context) => void;

/** Says something for a moment. */
export function toast(text: string): void {
  const box = byId("toast");
  box.textContent = text;
  box.classList.add("shown");
  setTimeout(() => {
    box.classList.remove("shown");
  }, 4000);
}

/** Shows the help. */
export function openHelp(): void {
  morphChildren(byId("help"), help());
  showDialog("help", true);
}

function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

function exportShown(kind: string, { store }: Context): void {
  const rows = store.model()?.shown ?? [];
  const name = `peers-${store.view.node ?? "fleet"}`;
  if (kind === "csv") download(`${name}.csv`, "text/csv", toCsv(rows));
  else download(`${name}.json`, "application/json", toJson(rows));
}

/** Tells what an action would do, and does it when the reader says so. */
async function runAction({ dataset }: HTMLElement): Promise<void> {
  const action = dataset["action"] ?? "";
  const target = { node: dataset["node"] ?? "", enode: dataset["value"] ?? "" };
  try {
    const plan = await act(action, { ...target, dryRun: true });
    if (!plan.accepted) toast(plan.text);
    else if (confirm(`${plan.text}\n\nDo it?`)) {
      toast((await act(action, { ...target, dryRun: false })).text);
    }
  } catch (error) {
    toast(error instanceof Error ? error.message : String(error));
  }
}

const valueOf = ({ dataset }: HTMLElement): string => dataset["value"] ?? "";

const COMMANDS: Readonly<Record<string, Command>> = {
  node: (element, { show }) => {
    const name = valueOf(element);
    show({ node: name === "" ? null : name, peer: null });
  },
  sort: (element, { store: { view }, show }) => {
    const sort = valueOf(element);
    const descending = view.sort === sort ? !view.descending : isNumeric(sort);
    show({ sort, descending });
  },
  term: (element, { store: { view }, show }) => {
    show({ query: toggleTerm(view.query, element.dataset["term"] ?? "", valueOf(element)) });
  },
  clear: (_, { show }) => {
    show({ query: "" });
  },
  panel: (element, { show }) => {
    const panel = PANELS.find((known) => known === valueOf(element));
    if (panel !== undefined) show({ panel });
  },
  open: (element, { store, show }) => {
    const key = element.dataset["key"] ?? null;
    store.current = key;
    show({ peer: key });
  },
  close: (_, { show }) => {
    show({ peer: null });
  },
  usualColumns: (_, { show }) => {
    show({ columns: null });
  },
  export: (element, context) => {
    exportShown(valueOf(element), context);
    closeMenus();
  },
  copy: (element) => {
    void navigator.clipboard.writeText(valueOf(element)).then(
      () => {
        toast("Copied");
      },
      () => {
        toast("The browser does not let the page copy here");
      },
    );
  },
  action: (element) => {
    void runAction(element);
  },
  theme: toggleTheme,
  help: openHelp,
  closeHelp: () => {
    showDialog("help", false);
  },
};

const isNumeric = (sort: string): boolean =>
  COLUMNS.find(({ id }) => id === sort)?.numeric === true;

/** Runs what a pressed element stands for. */
export function onClick(event: MouseEvent, context: Context): void {
  const { target } = event;
  closeMenus(target instanceof Node ? target : null);
  if (!(target instanceof Element)) return;
  // A press beside a dialog's content is on the dialog itself.
  if (target instanceof HTMLDialogElement) {
    target.close();
    return;
  }
  const element = target.closest("[data-do]");
  if (!(element instanceof HTMLElement || element instanceof SVGElement)) return;
  if (element instanceof HTMLAnchorElement) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
  }
  COMMANDS[element.dataset["do"] ?? ""]?.(element as HTMLElement, context);
}

/** Takes a choice of a column or a node. */
export function onChange({ target }: Event, { store, show }: Context): void {
  if (target instanceof HTMLSelectElement && target.dataset["change"] === "node") {
    show({ node: target.value === "" ? null : target.value, peer: null });
  }
  if (target instanceof HTMLInputElement && target.dataset["change"] === "column") {
    const shown = new Set(store.model()?.columns.map(({ id }) => id));
    if (target.checked) shown.add(target.value);
    else shown.delete(target.value);
    show({ columns: [...shown] });
  }
}
