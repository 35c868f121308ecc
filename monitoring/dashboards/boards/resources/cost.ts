import { recordedCapacity, type CostBasis } from "../../../capacity/series.ts";
import { stat, timeseries, type Row } from "../../panels.ts";
import { recordedOf } from "../../select.ts";

const cost = (basis: CostBasis) => recordedOf(recordedCapacity.nodeMonthlyCost, { basis });
const fromPrices = "In the currency of the setting `prices`; nothing without prices.";

/** What the chosen nodes cost a month. */
export function costRow(): Row {
  return {
    title: "Cost a month",
    panels: [
      stat({
        title: "All chosen nodes",
        meaning: `By what they ask Kubernetes for, and by what they use. ${fromPrices}`,
        unit: "none",
        decimals: 0,
        span: 6,
        series: [
          {
            expr: `sum by (currency) (${cost("requested")})`,
            legend: "{{currency}} asked for",
            colour: "platform",
          },
          {
            expr: `sum by (currency) (${cost("used")})`,
            legend: "{{currency}} used",
            colour: "platform",
          },
        ],
      }),
      timeseries({
        title: "By node",
        meaning: `By what each asks for. ${fromPrices}`,
        unit: "none",
        decimals: 0,
        span: 9,
        series: [
          { expr: `sum by (node) (${cost("requested")})`, legend: "{{node}}", colour: "platform" },
        ],
      }),
      timeseries({
        title: "Used and asked for, by what it is for",
        meaning: `Disk, CPU and memory. A large gap between the two is money for nothing. ${fromPrices}`,
        unit: "none",
        decimals: 0,
        span: 9,
        series: [
          { expr: `sum by (part) (${cost("requested")})`, legend: "{{part}} asked for" },
          { expr: `sum by (part) (${cost("used")})`, legend: "{{part}} used" },
        ],
      }),
    ],
  };
}
