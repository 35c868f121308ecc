/* eslint-disable @typescript-eslint/no-deprecated -- the second schema, which replaces this one, is not read from
   provisioned files by Grafana 11 */
import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
  type Dashboard,
} from "@grafana/grafana-foundation-sdk/dashboard";

import { boardTag, boardUids, type BoardName } from "./links.ts";
import { datasource, type Row } from "./panels.ts";
import { networksQuery, nodesQuery } from "./select.ts";

/** A board as Grafana's file has it. */
export type Board = Dashboard;

/** A board before it has variables and links, which are the same on all. */
export interface BoardArgs {
  readonly name: BoardName;
  readonly title: string;
  /** What it answers, in a sentence. */
  readonly description: string;
  readonly rows: readonly Row[];
}

/** A board: choices of Prometheus, network and node at the top, links to the others, and its rows. */
export function board(args: BoardArgs): Board {
  const builder = new DashboardBuilder(args.title)
    .uid(boardUids[args.name])
    .description(args.description)
    .tags([boardTag])
    .readonly()
    .timezone("browser")
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: "now-3h", to: "now" })
    .refresh("30s")
    .withVariable(
      new DatasourceVariableBuilder("datasource").label("Prometheus").type("prometheus"),
    )
    .withVariable(variable("network", "Network", networksQuery))
    .withVariable(variable("node", "Node", nodesQuery))
    .link(
      new DashboardLinkBuilder("Boards")
        .type(DashboardLinkType.Dashboards)
        .tags([boardTag])
        .includeVars(true)
        .keepTime(true),
    );
  for (const row of args.rows) {
    builder.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) builder.withPanel(panel);
  }
  const built = builder.build();
  // Grafana counts what has no id itself, and then a link to a panel leads elsewhere after the next change.
  return {
    ...built,
    panels: built.panels?.map((panel, index) => ({ ...panel, id: index + 1 })) ?? [],
  };
}

function variable(name: string, label: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .query({ query, refId: name })
    .definition(query)
    .datasource(datasource)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .includeAll(true)
    .multi(true)
    .current({ text: "All", value: "$__all" });
}
