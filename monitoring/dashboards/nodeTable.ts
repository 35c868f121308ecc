import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as TableBuilder } from "@grafana/grafana-foundation-sdk/table";
import type { DynamicConfigValue } from "@grafana/grafana-foundation-sdk/dashboard";

import { boardUids } from "./links.ts";
import { steps } from "./limits.ts";
import { datasource, description, mappings, refId, type PanelArgs } from "./panels.ts";
import type { Unit } from "./units.ts";

/** A column: one number of every node. */
export interface Column extends Pick<PanelArgs, "limits" | "words" | "decimals"> {
  readonly title: string;
  /** One series for each node; a label `network` beside `node` in the first column only, which the join would double. */
  readonly expr: string;
  readonly unit: Unit;
}

/** A table with a row for each node, which leads to the node's own board. */
export function nodeTable(
  args: Pick<PanelArgs, "title" | "meaning" | "bad"> & { readonly columns: readonly Column[] },
): TableBuilder {
  const { columns } = args;
  const panel = new TableBuilder()
    .title(args.title)
    .description(
      description({
        ...args,
        unit: "none",
        series: columns.map(({ expr, title }) => ({ expr, legend: title })),
      }),
    )
    .unit("none")
    .datasource(datasource)
    .height(9)
    .span(24)
    .withTransformation({
      id: "filterFieldsByName",
      options: { include: { pattern: "^(network|node|Value.*)$" } },
    })
    .withTransformation({ id: "joinByField", options: { byField: "node", mode: "outer" } })
    .overrideByName("node", [
      { id: "links", value: [{ title: "The node's board", url: nodeUrl, targetBlank: false }] },
    ]);
  columns.forEach((column, index) => {
    panel.overrideByName(`Value #${refId(index)}`, properties(column));
    panel.withTarget(
      new DataqueryBuilder()
        .expr(column.expr)
        .legendFormat(column.title)
        .refId(refId(index))
        .instant()
        .format(PromQueryFormat.Table)
        .datasource(datasource),
    );
  });
  return panel;
}

/** The row's node and the board's time. */
const nodeUrl = `/d/${boardUids.node}?var-node=\${__value.raw}&\${__url_time_range}`;

function properties({ title, unit, limits, words, decimals }: Column): DynamicConfigValue[] {
  return [
    { id: "displayName", value: title },
    { id: "unit", value: unit },
    ...(decimals === undefined ? [] : [{ id: "decimals", value: decimals }]),
    ...(words === undefined ? [] : [{ id: "mappings", value: mappings(words) }]),
    ...(limits === undefined
      ? []
      : [
          { id: "thresholds", value: { mode: "absolute", steps: steps(limits) } },
          { id: "color", value: { mode: "thresholds" } },
        ]),
    ...(limits === undefined && words === undefined
      ? []
      : [{ id: "custom.cellOptions", value: { type: "color-text" } }]),
  ];
}
