import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { pods } from "../support/clusterPods.ts";
import { queryRange } from "../support/clusterPrometheus.ts";
import { note, reportFailures } from "../support/clusterReport.ts";
import { waitForAll } from "../support/clusterRpc.ts";
import { ensureStack, ethereum, monitoring } from "../support/clusterStack.ts";

/** Minutes without a fault that are looked at. ETHNODE_HEALTHY_MINUTES asks for another number. */
const minutes = Number(process.env["ETHNODE_HEALTHY_MINUTES"] ?? 8);

/** When the last of the stack's programs started, milliseconds since 1970. */
async function lastStart(): Promise<number> {
  const found = [...(await pods(ethereum)), ...(await pods(monitoring))];
  const starts = found
    // Not the Jobs that are done.
    .filter(({ status }) => status.phase === "Running")
    .flatMap(({ status }) => status.containerStatuses ?? [])
    .map(({ name, state }) => {
      assert.ok(state.running !== undefined, `${name} runs`);
      return Date.parse(state.running.startedAt);
    });
  return Math.max(...starts);
}

// Before the faults by its name: mocha takes the files of a folder in their order. What leaves the stack alone ran before it, so
// that most of these minutes are over by then.
describe("a stack that nothing happens to", function () {
  this.timeout((minutes + 15) * 60_000);

  before(async () => {
    await ensureStack();
    await waitForAll();
  });
  reportFailures();

  it(`fires nothing but the watchdog, for ${minutes} minutes`, async function () {
    const from = await lastStart();
    const until = from + minutes * 60_000;
    await sleep(Math.max(0, until - Date.now()));
    assert.equal(await lastStart(), from, "nothing was started anew");
    const to = Date.now();

    const range = [(to - minutes * 60_000) / 1000, to / 1000, 5] as const;
    const alerts = await queryRange('ALERTS{alertstate="firing"}', ...range);
    const fired = alerts.map(({ metric }) => metric);
    assert.deepEqual(
      [...new Set(fired.map(({ alertname }) => alertname))],
      ["Watchdog"],
      show(fired),
    );
    // The rules were there all the time, but for Prometheus' own start, or silence would say nothing.
    const watchdog = alerts.flatMap(({ values }) => values);
    assert.ok(
      watchdog.length >= (minutes - 1) * 12,
      `the watchdog was seen ${watchdog.length} times`,
    );

    const pending = await queryRange('ALERTS{alertstate="pending"}', ...range);
    note(
      this,
      `${minutes} minutes; pending for a while: ${show(pending.map(({ metric }) => metric))}`,
    );
  });
});

const show = (alerts: readonly Readonly<Record<string, string>>[]): string =>
  alerts.map(({ alertname, node, layer }) => [alertname, node, layer].join(" ")).join(", ") ||
  "none";
