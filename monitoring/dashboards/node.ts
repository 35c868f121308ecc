/* eslint-disable @typescript-eslint/no-deprecated -- the second schema, which replaces this one, is not yet read from
   provisioned files by every Grafana 12 */
import {
  DashboardBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  type Dashboard,
} from "@grafana/grafana-foundation-sdk/dashboard";

import { chainRow } from "./node/chain.ts";
import { engineRow } from "./node/engine.ts";
import { machineRow } from "./node/machine.ts";
import { peersRow } from "./node/peers.ts";
import { datasource } from "./panels.ts";

/** The dashboard "Ethereum node": whether the nodes of a network follow the chain, and what it costs them. */
export function nodeDashboard(): Dashboard {
  const board = new DashboardBuilder("Ethereum node")
    .uid("ethnode-node")
    .description("Head, finality, peers, engine API, disk and memory of the chosen nodes")
    .tags(["ethnode"])
    .readonly()
    .time({ from: "now-3h", to: "now" })
    .refresh("30s")
    .withVariable(variable("network", 'label_values(up{job="geth"}, network)'))
    .withVariable(variable("node", 'label_values(up{job="geth",network=~"$network"}, node)'));
  for (const row of [chainRow(), peersRow(), engineRow(), machineRow()]) {
    board.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) board.withPanel(panel);
  }
  return board.build();
}

function variable(name: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .query(query)
    .datasource(datasource)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .includeAll(true)
    .multi(true)
    .current({ text: "All", value: "$__all" });
}
