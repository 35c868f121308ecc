import { historyShare } from "../../components/peerHistory.ts";
import { seconds } from "../../monitoring/storage.ts";
import { bytes } from "../../sizing/quantity.ts";
import type { SettingProblem } from "../errors.ts";
import type { Settings } from "../schema.ts";

const day = 86_400;
const mib = 2 ** 20;

/**
 * What the history of one node takes in a day at the upper end of ordinary churn, bytes; the measured figure and what it
 * is of are in docs/benchmarks.md, rounded up.
 */
const bytesPerNodeDay = 300_000;

/** The least that the monitor takes for a limit of its database, bytes. */
const leastDatabase = 16e6;

/** The peer monitor's history is kept for a time that it can, on a volume that can hold it. */
export function peerMonitorProblems(settings: Settings): SettingProblem[] {
  const { nodes, peerMonitorHistoryStorage, peerMonitorHistoryRetention } = settings;
  if (peerMonitorHistoryStorage === "") return [];
  const days = seconds(peerMonitorHistoryRetention) / day;
  if (!(days >= 1 && days <= 90)) {
    return [
      {
        key: "peerMonitorHistoryRetention",
        came: peerMonitorHistoryRetention,
        expected: "a time from 1d to 90d",
      },
    ];
  }
  const needed = Math.max(leastDatabase, nodes.length * days * bytesPerNodeDay);
  if (bytes(peerMonitorHistoryStorage) * historyShare >= needed) return [];
  return [
    {
      key: "peerMonitorHistoryStorage",
      came: peerMonitorHistoryStorage,
      expected:
        `${Math.ceil(needed / historyShare / mib)}Mi or more, to keep ${nodes.length} node(s) for ` +
        `peerMonitorHistoryRetention ${peerMonitorHistoryRetention}; or "" to keep nothing`,
    },
  ];
}
