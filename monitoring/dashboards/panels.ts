import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TimeseriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";

import { of, type Job } from "../jobs.ts";

/** One query of a panel and how its series are called in the legend. */
export interface Series {
  readonly expr: string;
  /** With Grafana's templates: `{{node}}`. */
  readonly legend: string;
}

/** A panel's face. */
export interface PanelArgs {
  readonly title: string;
  /** What the numbers mean and from where on they are bad. */
  readonly description: string;
  /** Grafana's unit id: `short`, `bytes`, `s`, `ms`, `percentunit`. */
  readonly unit: string;
  readonly series: readonly Series[];
}

/** Panels under one heading. */
export interface Row {
  readonly title: string;
  readonly panels: readonly (TimeseriesBuilder | StatBuilder)[];
}

/** The datasource that `components/monitoring/grafana.ts` provisions. */
export const datasource = { type: "prometheus", uid: "prometheus" } as const;

/** Selects a metric of the nodes that are chosen at the top of the dashboard. */
export function chosen(
  job: Job,
  metric: string,
  labels: Readonly<Record<string, string>> = {},
): string {
  return of(job, metric, labels).replace(/}$/, ',network=~"$network",node=~"$node"}');
}

/** Lines over time, a third of the page wide. */
export function timeseries(args: PanelArgs): TimeseriesBuilder {
  const panel = new TimeseriesBuilder()
    .title(args.title)
    .description(args.description)
    .unit(args.unit)
    .datasource(datasource)
    .height(8)
    .span(8);
  for (const query of queries(args.series)) panel.withTarget(query);
  return panel;
}

/** The latest value of each series in big digits, a sixth of the page wide. */
export function stat(args: PanelArgs): StatBuilder {
  const panel = new StatBuilder()
    .title(args.title)
    .description(args.description)
    .unit(args.unit)
    .datasource(datasource)
    .height(5)
    .span(4);
  for (const query of queries(args.series)) panel.withTarget(query);
  return panel;
}

function queries(series: readonly Series[]): DataqueryBuilder[] {
  return series.map(({ expr, legend }, index) =>
    new DataqueryBuilder()
      .expr(expr)
      .legendFormat(legend)
      .refId(String.fromCharCode(65 + index))
      .datasource(datasource),
  );
}
