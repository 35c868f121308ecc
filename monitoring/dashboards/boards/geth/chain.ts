import { above } from "../../limits.ts";
import { timeseries, type Row } from "../../panels.ts";
import { chosen, rate } from "../../select.ts";
import { limits } from "../../../limits.ts";

const geth = (metric: string, labels = {}) => chosen("geth", metric, labels);
const colour = "execution";

/** Blocks, and how long they take. */
export function chainRow(): Row {
  // The parts of a block's import, each a timer of its own (core/blockchain.go).
  const stages = {
    execution: "chain_execution",
    validation: "chain_validation",
    write: "chain_write",
    "state commit": "chain_triedb_commits",
  };
  return {
    title: "Chain",
    panels: [
      timeseries({
        title: "Heads",
        meaning:
          "Newest block, newest safe and newest finalized one. The two last are 0 until the consensus client has first spoken after a start.",
        bad: "a head that does not move for minutes",
        unit: "none",
        series: [
          { expr: geth("chain_head_block"), legend: "{{node}} head", colour },
          { expr: geth("chain_head_safe"), legend: "{{node}} safe", colour },
          { expr: geth("chain_head_finalized"), legend: "{{node}} finalized", colour },
        ],
      }),
      timeseries({
        title: "Block import, median",
        meaning:
          "How long a block takes from its arrival to its place in the database, of those since the last scrape. A gap is a scrape without a block.",
        limits: above(2e9, 4e9),
        unit: "ns",
        series: [
          { expr: geth("chain_inserts", { quantile: "0.5" }), legend: "{{node}} whole", colour },
          ...Object.entries(stages).map(([stage, metric]) => ({
            expr: geth(metric, { quantile: "0.5" }),
            legend: `{{node}} ${stage}`,
          })),
        ],
      }),
      timeseries({
        title: "Gas a second",
        meaning:
          "Millions of gas that are executed in a second of execution, of the blocks since the last scrape. It tells how far the machine is from its limit.",
        bad: "near the gas limit of a block divided by 12 s, 5 on a network of 60 million",
        unit: "none",
        series: [{ expr: geth("chain_mgasps", { quantile: "0.5" }), legend: "{{node}}", colour }],
      }),
      timeseries({
        title: "Reorganised blocks in an hour",
        meaning: "Blocks that were the head's and were thrown away. One at a time is usual.",
        limits: above(limits.reorganisedBlocks),
        unit: "none",
        series: [{ expr: `increase(${geth("chain_reorg_drop")}[1h])`, legend: "{{node}}", colour }],
      }),
      timeseries({
        title: "State reads from the cache",
        meaning:
          "Share of the account and storage reads of a block that its prefetcher had in memory.",
        bad: "falling for days: the cache is too small, or its memory is wanted elsewhere",
        unit: "percentunit",
        series: ["account", "storage"].map((kind) => {
          const hits = rate(geth(`chain_${kind}_reads_cache_process_hit`));
          const misses = rate(geth(`chain_${kind}_reads_cache_process_miss`));
          return {
            expr: `${hits} / (${hits} + ${misses})`,
            legend: `{{node}} ${kind}`,
            colour,
          } as const;
        }),
      }),
      timeseries({
        title: "Download from peers",
        meaning:
          "Headers, bodies and receipts that arrive while it syncs. 0 when it is in sync: blocks then come from the consensus client.",
        bad: "0 while it syncs",
        unit: "cps",
        series: ["headers", "bodies", "receipts"].map((part) => ({
          expr: rate(geth(`eth_downloader_${part}_in`)),
          legend: `{{node}} ${part}`,
        })),
      }),
    ],
  };
}
