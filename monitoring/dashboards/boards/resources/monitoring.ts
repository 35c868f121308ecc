import { of } from "../../../jobs.ts";
import { above } from "../../limits.ts";
import { timeseries, type Row } from "../../panels.ts";
import { rate } from "../../select.ts";

const prometheus = (metric: string, labels = {}) => of("prometheus", metric, labels);
const colour = "platform";

/** Prometheus, which sees all the rest. */
export function monitoringRow(): Row {
  return {
    title: "Monitoring",
    panels: [
      timeseries({
        title: "Series",
        meaning: "Series that Prometheus has in memory.",
        bad: "growing without new nodes",
        unit: "short",
        series: [{ expr: prometheus("prometheus_tsdb_head_series"), legend: "series", colour }],
      }),
      timeseries({
        title: "Samples",
        meaning: "Samples a second that are stored.",
        unit: "cps",
        series: [
          {
            expr: rate(prometheus("prometheus_tsdb_head_samples_appended_total")),
            legend: "{{type}}",
            colour,
          },
        ],
      }),
      timeseries({
        title: "Stored",
        meaning: "Bytes of Prometheus' blocks. The oldest go when it is full or they are too old.",
        unit: "bytes",
        series: [
          { expr: prometheus("prometheus_tsdb_storage_blocks_bytes"), legend: "blocks", colour },
        ],
      }),
      timeseries({
        title: "Evaluation of the rules, 99th percentile",
        meaning: "How long one evaluation of a rule takes.",
        limits: above(1),
        unit: "s",
        series: [
          {
            expr: prometheus("prometheus_rule_evaluation_duration_seconds", { quantile: "0.99" }),
            legend: "rule",
            colour,
          },
        ],
      }),
      timeseries({
        title: "Rules that fail in an hour",
        meaning: "Evaluations that ended in an error: what they look for is not seen.",
        limits: above(1),
        unit: "none",
        series: [
          {
            expr: `sum by (rule_group) (increase(${prometheus("prometheus_rule_evaluation_failures_total")}[1h]))`,
            legend: "{{rule_group}}",
            colour,
          },
        ],
      }),
      timeseries({
        title: "Duration of scrapes",
        meaning: "How long the slowest target of each job takes to answer.",
        limits: above(5),
        unit: "s",
        series: [
          {
            expr: `max by (job) (${prometheus("scrape_duration_seconds").replace('job="prometheus"', 'job!=""')})`,
            legend: "{{job}}",
          },
        ],
      }),
    ],
  };
}
