import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { podCidr } from "../../local/cluster/layout.ts";
import { waitFor } from "../../local/support/wait.ts";
import { alerts } from "../support/clusterPrometheus.ts";
import { note, reportFailures } from "../support/clusterReport.ts";
import { seconds, waitForAll } from "../support/clusterRpc.ts";
import { ensureStack } from "../support/clusterStack.ts";
import { startWebhook, type Heard, type Webhook } from "../support/clusterWebhook.ts";
import { stackProgram } from "../support/stackProgram.ts";
import { cutOff, fullVolume, gone, type Fault } from "./clusterFaults.ts";

/** Seconds: how much longer than its alert's `for` a message may take, and how long the one that it is over. */
const limits = { message: 120, over: 600 };

/** Seconds: the last of a fault's effects alert two and a half minutes after it, and another half minute later one is told. */
const lookout = 190;

/**
 * Each takes some eight minutes, so they are a measure and no test of every day. ETHNODE_FAULTS chooses some of them by their
 * names, with commas between.
 */
const faults: readonly Fault[] = [
  gone("geth", ["TargetDown node-1 execution"], "node-1-geth"),
  gone("prysm", ["TargetDown node-1 consensus"], "node-1-prysm"),
  cutOff("node-1", ["NoConsensusPeers node-0 consensus", "NoConsensusPeers node-1 consensus"]),
  fullVolume("node-1-geth", "node-1-geth-data", "VolumeLow node-1 execution"),
  gone(
    "validators",
    ["TargetDown node-0 validator", "TargetDown node-1 validator"],
    ...["node-0-validator", "node-1-validator"],
  ),
];
const chosen = process.env["ETHNODE_FAULTS"]?.split(",");

const up = async (settings: Readonly<Record<string, unknown>> = {}): Promise<void> => {
  const config = Object.entries(settings).flatMap(([key, value]) => [
    "--config",
    `ethnode:${key}=${JSON.stringify(value)}`,
  ]);
  const { code, all } = await stackProgram("up", ["--", ...config]);
  assert.equal(code, 0, all);
};

const isWatchdog = ({ labels }: Heard): boolean => labels["alertname"] === "Watchdog";
const shown = ({ labels }: Heard): string =>
  [labels["alertname"], labels["node"], labels["layer"]].join(" ");

describe("what breaks on the running chain", function () {
  this.timeout("20m");
  let webhook: Webhook;

  before(async function () {
    this.timeout("20m");
    await ensureStack();
    await waitForAll();
    webhook = await startWebhook();
    await up({
      alertReceivers: [
        {
          name: "webhook",
          kind: "webhook",
          severities: ["critical", "warning", "info"],
          cidr: podCidr,
        },
      ],
      alertReceiverKeys: { webhook: { url: webhook.url } },
    });
    await waitForAll();
  });
  after(async function () {
    this.timeout("20m");
    await up();
    await webhook[Symbol.asyncDispose]();
  });
  reportFailures();

  for (const fault of faults.filter(({ name }) => chosen?.includes(name) ?? true)) {
    it(`is heard of as one thing: ${fault.name}`, async function () {
      const before = (await webhook.heard()).length;
      const news = async (status: Heard["status"]) =>
        (await webhook.heard()).slice(before).filter((one) => one.status === status);
      const names = async (status: Heard["status"]) =>
        [...new Set((await news(status)).map(shown))].toSorted();
      assert.deepEqual(await firing(), ["Watchdog"], "before the fault");

      const start = performance.now();
      await fault.begin();
      try {
        await waitFor(
          `a message about ${fault.name}`,
          async () => (await names("firing")).length >= fault.expected.length,
          { timeout: ((fault.patience ?? 300) + limits.message) * 1000, interval: 1000 },
        );
        const after = seconds(start);
        await sleep(lookout * 1000);
        assert.deepEqual(await names("firing"), fault.expected);
        note(this, `heard after ${after} s`);
      } finally {
        await fault.end();
      }
      const repaired = performance.now();
      await waitFor(
        `the message that ${fault.name} is over`,
        async () => {
          const over = await names("resolved");
          return (
            fault.expected.every((name) => over.includes(name)) &&
            (await firing()).join() === "Watchdog"
          );
        },
        { timeout: limits.over * 1000, interval: 1000 },
      );
      note(this, `over ${seconds(repaired)} s after the repair`);
      await waitForAll();
      assert.deepEqual(await names("firing"), fault.expected, "after the repair");
    });
  }

  it("sends no watchdog to people", async () => {
    assert.ok(!(await webhook.heard()).some(isWatchdog));
  });
});

/**
 * The names of the alerts that fire now. Not by the series ALERTS: that of a Prometheus that was started anew stands for five
 * minutes.
 */
async function firing(): Promise<string[]> {
  const all = await alerts();
  return [
    ...new Set(
      all.filter(({ state }) => state === "firing").map(({ labels }) => labels["alertname"] ?? ""),
    ),
  ].toSorted();
}
