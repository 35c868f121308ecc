import assert from "node:assert/strict";

import { recordedCapacity } from "../../monitoring/capacity/series.ts";
import { recordedForks } from "../../monitoring/rules/forks.ts";
import { askBoards, type BoardFindings, type WithoutData } from "../support/boardData.ts";
import { queryRange } from "../support/clusterPrometheus.ts";
import { note, reportFailures } from "../support/clusterReport.ts";
import { ensureStack } from "../support/clusterStack.ts";

/** What the dev stack's Prometheus has no data of. Short, and exact: an entry that has data fails the test. */
const withoutData: readonly WithoutData[] = [
  ...["container_cpu_cfs_periods_total", "container_cpu_cfs_throttled_periods_total"].map(
    (metric) => ({ metric, why: "no container has a CPU limit" }),
  ),
  ...[
    "container_pressure_io_waiting_seconds_total",
    "container_fs_reads_bytes_total",
    "container_fs_writes_bytes_total",
  ].map((metric) => ({
    metric,
    why: "a container has it with cgroup v2, and not every machine that runs these tests has that",
    sometimes: true,
  })),
  { metric: recordedCapacity.nodeMonthlyCost, why: "the dev stack has no prices" },
  { metric: recordedForks.daysToNextFork, why: "no fork of the private chain has a date" },
  { metric: "eth_peer_monitor_exposure_problems", why: "nothing of the private chain is exposed" },
  ...[recordedCapacity.volumeDaysLeft, recordedCapacity.volumeGrowth].map((metric) => ({
    metric,
    why: "nine minutes of a volume's history tell its pace, and a volume that does not grow is never full",
    sometimes: true,
  })),
  ...["validator_failed_attestations", "validator_failed_proposals"].map((metric) => ({
    metric,
    why: "has no series before a key's first failure",
    sometimes: true,
  })),
  ...["prysm-beacon", "prysm-validator"].flatMap((job) =>
    ["warning", "error"].map((level) => ({
      job,
      metric: "log_entries_total",
      matcher: `level=${level}`,
      why: "has no series before the first entry",
      sometimes: true,
    })),
  ),
];

/** Seconds of which a board would show something. Geth's timers have gaps; what was there before is no news. */
const shown = 300;

describe("the boards, asked of the dev stack's Prometheus", () => {
  let found: BoardFindings;

  before(async function () {
    this.timeout("15m");
    await ensureStack();
    const now = Date.now() / 1000;
    found = await askBoards(
      async (expr) => (await queryRange(expr, now - shown, now, 15)).length,
      withoutData,
    );
  });
  reportFailures();

  it("are refused nowhere", function () {
    note(this, `${found.asked} queries`);
    assert.deepEqual(found.refused, []);
  });

  it("draw something in every panel, but for what is listed with a reason", () => {
    assert.deepEqual(found.empty, []);
  });

  it("draw nothing of what is listed, and the list has nothing that nobody asks for", () => {
    assert.deepEqual(found.filled, []);
    assert.deepEqual(found.unused, []);
  });
});
