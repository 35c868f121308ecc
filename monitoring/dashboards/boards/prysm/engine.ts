import { above } from "../../limits.ts";
import { timeseries, type Row } from "../../panels.ts";
import { chosen, quantile, rate } from "../../select.ts";
import { limits } from "../../../limits.ts";

const prysm = (metric: string, labels = {}) => chosen("prysm-beacon", metric, labels);
const colour = "consensus";
/** What the execution client says of a block, and what that means. */
const answers = { valid: "good", optimistic: "warning", invalid: "bad" } as const;

/** What Prysm asks of the execution client. */
export function engineRow(): Row {
  const calls = {
    newPayload: "new_payload",
    forkchoiceUpdated: "forkchoice_updated",
    getPayload: "get_payload",
  };
  return {
    title: "Engine API",
    panels: [
      timeseries({
        title: "Engine calls, 95th percentile",
        meaning:
          "How long Prysm waits for the execution client. Its names say v1 of every version of a call; the largest bucket ends at 4 s.",
        limits: above(limits.engineMilliseconds),
        unit: "ms",
        series: Object.entries(calls).map(([call, metric]) => ({
          expr: quantile(0.95, prysm(`${metric}_v1_latency_milliseconds_bucket`)),
          legend: `{{node}} ${call}`,
          colour,
        })),
      }),
      timeseries({
        title: "Engine calls a minute",
        meaning: "How often Prysm speaks to the execution client: once a slot each at least.",
        bad: "0 for five minutes: the two do not reach each other",
        unit: "none",
        series: Object.entries(calls).map(([call, metric]) => ({
          expr: `60 * ${rate(prysm(`${metric}_v1_latency_milliseconds_count`))}`,
          legend: `{{node}} ${call}`,
          colour,
        })),
      }),
      timeseries({
        title: "Verdicts on blocks in ten minutes",
        meaning:
          "Valid; optimistic, which is not yet known because the execution client syncs; invalid, which it refuses.",
        bad: "any invalid; optimistic ones after the first sync",
        unit: "none",
        series: Object.entries(answers).map(([answer, meaning]) => ({
          expr: `increase(${prysm(`new_payload_${answer}_node_count`)}[10m])`,
          legend: `{{node}} ${answer}`,
          colour: meaning,
        })),
      }),
      timeseries({
        title: "Errors of engine calls in an hour",
        meaning: "Calls that the execution client could not read or could not serve.",
        bad: "any, but for those while it restarts",
        unit: "none",
        series: ["server", "internal", "parse"].map((kind) => ({
          expr: `increase(${prysm(`execution_${kind}_error_count`)}[1h])`,
          legend: `{{node}} ${kind}`,
        })),
      }),
      timeseries({
        title: "Log entries a minute",
        meaning:
          "Warnings and errors in Prysm's log. The first of each kind of a process makes its series.",
        bad: "errors that go on for minutes",
        unit: "none",
        series: (
          [
            ["warning", "warning"],
            ["error", "bad"],
          ] as const
        ).map(([level, meaning]) => ({
          expr: `60 * sum by (node) (${rate(prysm("log_entries_total", { level }))})`,
          legend: `{{node}} ${level}`,
          colour: meaning,
        })),
      }),
    ],
  };
}
