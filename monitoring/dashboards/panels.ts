import {
  ThresholdsConfigBuilder,
  FieldColorBuilder,
  FieldColorModeId,
  ThresholdsMode,
  MappingType,
  type ValueMapping,
} from "@grafana/grafana-foundation-sdk/dashboard";
import {
  BigValueColorMode,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
  GraphThresholdsStyleConfigBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import type { PanelBuilder as TableBuilder } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as TimeseriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";

import { colours, layerColours, type Colour } from "./colours.ts";
import { describe } from "./describe.ts";
import { steps, type Limits } from "./limits.ts";
import type { Unit } from "./units.ts";

/** One query of a panel and how its series are called in the legend. */
export interface Series {
  readonly expr: string;
  /** With Grafana's templates: `{{node}}`. */
  readonly legend: string;
  /** The layer that it is of, or what it means. Default: Grafana's own choice by name. */
  readonly colour?: Colour;
}

/** A panel's face. */
export interface PanelArgs {
  readonly title: string;
  /** What the number means, in a sentence or two. */
  readonly meaning: string;
  /** From where on it is bad, in words, where no limit says it. */
  readonly bad?: string;
  readonly limits?: Limits;
  readonly unit: Unit;
  readonly series: readonly Series[];
  /** Width in columns, of 24. Default: 8 for lines, 4 for a stat. */
  readonly span?: number;
  readonly decimals?: number;
  /** Words, with a colour each, that stand for values. */
  readonly words?: Readonly<Record<string, readonly [string, Colour]>>;
}

/** Panels under one heading. */
export interface Row {
  readonly title: string;
  readonly panels: readonly (TimeseriesBuilder | StatBuilder | TableBuilder)[];
}

/** The Prometheus that is chosen at the top of the board: the same file does for any Grafana. */
export const datasource = { type: "prometheus", uid: "${datasource}" } as const;

/** Lines over time, with the limits dashed across them. */
export function timeseries(args: PanelArgs): TimeseriesBuilder {
  const panel = new TimeseriesBuilder()
    .title(args.title)
    .description(description(args))
    .unit(args.unit)
    .datasource(datasource)
    .height(8)
    .span(args.span ?? 8)
    .lineWidth(1)
    .fillOpacity(5)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName))
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true),
    )
    .tooltip(
      new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending),
    );
  if (args.decimals !== undefined) panel.decimals(args.decimals);
  if (args.limits !== undefined)
    panel
      .thresholds(thresholds(args.limits))
      .thresholdsStyle(
        new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed),
      );
  args.series.forEach(({ colour }, index) => {
    if (colour !== undefined)
      panel.overrideByQuery(refId(index), [{ id: "color", value: lineColour(colour) }]);
  });
  for (const query of queries(args.series)) panel.withTarget(query);
  return panel;
}

/** The latest value of each series in big digits, coloured by the limits. */
export function stat(args: PanelArgs): StatBuilder {
  const panel = new StatBuilder()
    .title(args.title)
    .description(description(args))
    .unit(args.unit)
    .datasource(datasource)
    .height(5)
    .span(args.span ?? 4)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(["lastNotNull"]).fields("").values(false))
    .colorMode(BigValueColorMode.Value)
    .noValue("no data");
  if (args.decimals !== undefined) panel.decimals(args.decimals);
  if (args.words !== undefined) panel.mappings(mappings(args.words));
  if (args.limits === undefined) {
    const colour = args.series[0]?.colour ?? "neutral";
    panel.colorScheme(
      new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(colours[colour]),
    );
  } else {
    panel
      .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
      .thresholds(thresholds(args.limits));
  }
  for (const query of queries(args.series)) panel.withTarget(query);
  return panel;
}

/** A panel's description, of all that is known of it. */
export const description = (args: Omit<PanelArgs, "title">): string =>
  describe({ ...args, exprs: args.series.map(({ expr }) => expr) });

export function thresholds(limits: Limits): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps(limits));
}

/** Values as words in a colour. */
export function mappings(words: NonNullable<PanelArgs["words"]>): ValueMapping[] {
  return [
    {
      type: MappingType.ValueToText,
      options: Object.fromEntries(
        Object.entries(words).map(([value, [text, colour]], index) => [
          value,
          { text, color: colours[colour], index },
        ]),
      ),
    },
  ];
}

/** `A`, `B`, …: what Grafana calls the queries of a panel. */
export const refId = (index: number): string => String.fromCharCode(65 + index);

/** Several nodes of one layer are shades of its colour; a judgement has one colour only. */
function lineColour(colour: Colour) {
  return {
    mode: colour in layerColours ? FieldColorModeId.Shades : FieldColorModeId.Fixed,
    fixedColor: colours[colour],
  };
}

function queries(series: readonly Series[]): DataqueryBuilder[] {
  return series.map(({ expr, legend }, index) =>
    new DataqueryBuilder()
      .expr(expr)
      .legendFormat(legend)
      .refId(refId(index))
      .datasource(datasource),
  );
}
