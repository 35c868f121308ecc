import { above } from "../../limits.ts";
import { timeseries, type Row } from "../../panels.ts";
import { chosen, quantile, rate } from "../../select.ts";
import { limits } from "../../../limits.ts";

const geth = (metric: string, labels = {}) => chosen("geth", metric, labels);
const colour = "execution";

/** What it is asked, and how quickly it answers. */
export function rpcRow(): Row {
  return {
    title: "RPC and engine API",
    panels: [
      timeseries({
        title: "RPC requests",
        meaning:
          "All transports and the engine port together. Methods that there are not don't count.",
        unit: "reqps",
        series: [{ expr: rate(geth("rpc_requests")), legend: "{{node}}", colour }],
      }),
      timeseries({
        title: "RPC requests that fail",
        meaning: "Share of the requests that are answered with an error.",
        limits: above(limits.rpcFailureShare),
        unit: "percentunit",
        series: [
          {
            expr: `${rate(geth("rpc_failure"))} / ${rate(geth("rpc_requests"))}`,
            legend: "{{node}}",
            colour,
          },
        ],
      }),
      timeseries({
        title: "RPC duration",
        meaning:
          "Geth's own quantiles over all methods: a sample that remembers some five minutes.",
        limits: above(limits.rpcSeconds * 1e9),
        unit: "ns",
        series: ["0.5", "0.95", "0.99"].map((share) => ({
          expr: geth("rpc_duration_all", { quantile: share }),
          legend: `{{node}} p${Number(share) * 100}`,
          colour,
        })),
      }),
      timeseries({
        title: "newPayload, as Prysm waits for it",
        meaning:
          "How long the consensus client waits for a block to be executed. Prysm's name says v1 of every version of the call.",
        limits: above(limits.engineMilliseconds),
        unit: "ms",
        series: [0.5, 0.95].map((share) => ({
          expr: quantile(
            share,
            chosen("prysm-beacon", "new_payload_v1_latency_milliseconds_bucket"),
          ),
          legend: `{{node}} p${share * 100}`,
          colour,
        })),
      }),
      timeseries({
        title: "Blobs asked for and found",
        meaning:
          "Blobs that the consensus client asks for by engine_getBlobs, and those that Geth has. More found is less to fetch from peers.",
        unit: "cps",
        series: [
          { expr: rate(geth("engine_getblobs_requested")), legend: "{{node}} asked for" },
          { expr: rate(geth("engine_getblobs_available")), legend: "{{node}} found" },
        ],
      }),
    ],
  };
}
