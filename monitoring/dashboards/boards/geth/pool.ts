import { timeseries, type Row } from "../../panels.ts";
import { chosen, rate } from "../../select.ts";

const geth = (metric: string, labels = {}) => chosen("geth", metric, labels);
const colour = "execution";

/** Transactions that wait for a block. */
export function poolRow(): Row {
  const refusals = ["invalid", "underpriced", "overflowed", "known"];
  return {
    title: "Transactions",
    panels: [
      timeseries({
        title: "Transactions that wait",
        meaning:
          "Pending ones can be in the next block; queued ones wait for another of their sender's.",
        bad: "0 pending on a public network: no peer sends any",
        unit: "short",
        series: [
          { expr: geth("txpool_pending"), legend: "{{node}} pending", colour },
          { expr: geth("txpool_queued"), legend: "{{node}} queued", colour },
        ],
      }),
      timeseries({
        title: "Transactions that arrive",
        meaning: "Taken into the pool, or not and why.",
        unit: "cps",
        series: [
          { expr: rate(geth("txpool_valid")), legend: "{{node}} valid", colour: "good" },
          ...refusals.map((why) => ({
            expr: rate(geth(`txpool_${why}`)),
            legend: `{{node}} ${why}`,
          })),
        ],
      }),
      timeseries({
        title: "Blob pool",
        meaning: "Bytes of blob transactions on disk, of the bytes that they may have.",
        bad: "close to the most",
        unit: "bytes",
        series: [
          { expr: geth("blobpool_dataused"), legend: "{{node}} used", colour },
          { expr: geth("blobpool_datacap"), legend: "{{node}} most", colour: "neutral" },
        ],
      }),
    ],
  };
}
