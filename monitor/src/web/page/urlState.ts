/** The parts of the page that can be seen beside the table. */
export const PANELS = ["diversity", "map", "concentration", "custody", "churn"] as const;
export type Panel = (typeof PANELS)[number];

/** What the reader looks at. All of it stands in the address, so that a link shows the same to another. */
export interface View {
  /** Name of a node; null for the fleet. */
  readonly node: string | null;
  readonly query: string;
  readonly sort: string;
  readonly descending: boolean;
  /** Ids of the columns that are shown; null for the usual ones. */
  readonly columns: readonly string[] | null;
  readonly panel: Panel;
  /** Key of the peer in the drawer. */
  readonly peer: string | null;
}

export const DEFAULT_VIEW: View = {
  node: null,
  query: "",
  sort: "age",
  descending: true,
  columns: null,
  panel: "diversity",
  peer: null,
};

/** Longest text that is taken from an address. */
const MAX = 500;

/** Reads the view from the address's query string; what makes no sense is the default. */
export function readView(search: string): View {
  const params = new URLSearchParams(search);
  const text = (name: string): string | null => params.get(name)?.slice(0, MAX) ?? null;
  const sort = text("sort");
  const panel = PANELS.find((known) => known === text("panel"));
  return {
    node: text("node"),
    query: text("q") ?? DEFAULT_VIEW.query,
    sort: sort === null ? DEFAULT_VIEW.sort : sort.replace(/^-/, ""),
    descending: sort === null ? DEFAULT_VIEW.descending : sort.startsWith("-"),
    columns: text("columns")?.split(",") ?? null,
    panel: panel ?? DEFAULT_VIEW.panel,
    peer: text("peer"),
  };
}

/** Writes the view as a query string, the default as none. */
export function writeView(view: View): string {
  const params = new URLSearchParams();
  if (view.node !== null) params.set("node", view.node);
  if (view.query !== "") params.set("q", view.query);
  if (view.sort !== DEFAULT_VIEW.sort || view.descending !== DEFAULT_VIEW.descending) {
    params.set("sort", `${view.descending ? "-" : ""}${view.sort}`);
  }
  if (view.columns !== null) params.set("columns", view.columns.join(","));
  if (view.panel !== DEFAULT_VIEW.panel) params.set("panel", view.panel);
  if (view.peer !== null) params.set("peer", view.peer);
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}
