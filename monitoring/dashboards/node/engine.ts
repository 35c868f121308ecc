import { chosen, timeseries, type Row } from "../panels.ts";

const ofNode = "{{node}}";
const engineCalls = {
  newPayload: "new_payload_v1_latency_milliseconds_bucket",
  forkchoiceUpdated: "forkchoice_updated_v1_latency_milliseconds_bucket",
} as const;
const quantile = (metric: string) =>
  `histogram_quantile(0.95, sum by (node, le) (rate(${chosen("prysm-beacon", metric)}[5m])))`;

/** What Prysm asks of Geth, and what users do. */
export function engineRow(): Row {
  return {
    title: "Engine API and RPC",
    panels: [
      timeseries({
        title: "Engine calls, 95th percentile",
        description: "How long Prysm waits for Geth. Above 2 s blocks come late.",
        unit: "ms",
        series: [
          { expr: quantile(engineCalls.newPayload), legend: "{{node}} newPayload" },
          { expr: quantile(engineCalls.forkchoiceUpdated), legend: "{{node}} forkchoiceUpdated" },
        ],
      }),
      timeseries({
        title: "RPC calls a second",
        description: "All transports of Geth together, the engine API among them.",
        unit: "reqps",
        series: [{ expr: `rate(${chosen("geth", "rpc_requests")}[5m])`, legend: ofNode }],
      }),
      timeseries({
        title: "RPC calls that failed",
        description: "Share of all calls.",
        unit: "percentunit",
        series: [
          {
            expr: `rate(${chosen("geth", "rpc_failure")}[5m]) / rate(${chosen("geth", "rpc_requests")}[5m])`,
            legend: ofNode,
          },
        ],
      }),
    ],
  };
}
