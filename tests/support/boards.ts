import { boards } from "../../monitoring/dashboards/boards/index.ts";

/** A panel of a board, as Grafana reads it. */
export interface BoardPanel {
  readonly id?: number;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly targets?: readonly {
    readonly expr: string;
    readonly legendFormat: string;
    readonly refId: string;
  }[];
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly options?: unknown;
}

/** A board's file, as far as the tests look into it. */
export interface Board {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly links: readonly Readonly<Record<string, unknown>>[];
  readonly panels: readonly BoardPanel[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly query?: unknown }[];
  };
}

/** Every board by name, after the way through its file. */
export const boardFiles: Readonly<Record<string, Board>> = Object.fromEntries(
  Object.entries(boards).map(([name, board]) => [
    name,
    JSON.parse(JSON.stringify(board())) as Board,
  ]),
);

/** The panels that ask something. */
export const asking = ({ panels }: Board): BoardPanel[] =>
  panels.filter(({ type }) => type !== "row");

/** A query of a panel. */
export interface PanelQuery {
  readonly board: string;
  readonly panel: string;
  readonly refId: string;
  readonly expr: string;
}

/** Every query of every panel. */
export function panelQueries(): PanelQuery[] {
  return Object.entries(boardFiles).flatMap(([board, file]) =>
    asking(file).flatMap(({ title = "", targets = [] }) =>
      targets.map(({ refId, expr }) => ({ board, panel: title, refId, expr })),
    ),
  );
}

/** A query as Grafana sends it: its variables replaced, all networks and nodes being chosen. */
export function sent(expr: string, rateInterval = "1m"): string {
  return expr
    .replaceAll("$__rate_interval", rateInterval)
    .replaceAll("$network", ".+")
    .replaceAll("$node", ".+");
}

/** Where a query is: `fleet / Head age / A`. */
export const place = ({ board, panel, refId }: PanelQuery): string =>
  `${board} / ${panel} / ${refId}`;
