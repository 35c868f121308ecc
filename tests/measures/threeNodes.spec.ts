import assert from "node:assert/strict";

import { waitFor } from "../../local/support/wait.ts";
import { isDropReason } from "../../monitor/src/serve/events/reason.ts";
import { watch } from "../browser/support/browser.ts";
import { violations } from "../browser/support/harness.ts";
import { list } from "../support/clusterApi.ts";
import { executionId, lossOf, peersCommand } from "../support/clusterPeers.ts";
import { note, reportFailures } from "../support/clusterReport.ts";
import { scale } from "../support/clusterRpc.ts";
import { ensureStack, ethereum } from "../support/clusterStack.ts";
import { drawnAt } from "../support/shownPeers.ts";
import { stackProgram, type StackRun } from "../support/stackProgram.ts";
import {
  all,
  layers,
  nodeNow,
  OpenPage,
  survivors,
  third,
  threeNodes,
} from "../support/threeNodes.ts";

/** Seconds between two polls, the monitor's defaults, and how long one may take. */
const poll = { execution: 10, consensus: 12, timeout: 5 };

/** What the issue wants: milliseconds from a drop until it is told. */
const eventLimit = 2000;

/** `make up` with all nodes changed at once: one after the other they take three minutes instead of one. */
const up = (...args: readonly string[]): Promise<StackRun> =>
  stackProgram("up", ["--", "--config", "ethnode:upgradeInOrder=false", ...args]);

// Takes four and a half minutes and a browser, so it is a measure and no test of every day:
// npx mocha --timeout 900000 tests/measures/threeNodes.spec.ts
describe("the peer monitor on a private chain of three nodes", () => {
  let opened: OpenPage | undefined;
  let open: OpenPage;
  /** By which the other nodes' Geths call the third's. */
  let id: string;

  before(async function () {
    this.timeout("15m");
    await ensureStack();
    const { code, all: log, seconds } = await up("--config", await threeNodes());
    assert.equal(code, 0, log);
    console.log(`      three nodes after ${seconds.toFixed(0)} s`);
    id = await executionId(third);
    open = opened = await OpenPage.open();
  });
  reportFailures();
  after(async function () {
    this.timeout("10m");
    // Before the monitor's pod is another one.
    await opened?.close();
    const { code, all: log, seconds } = await up();
    assert.equal(code, 0, log);
    console.log(`      two again after ${seconds.toFixed(0)} s`);
    const claims = await list<{ metadata: { name: string } }>(
      `/api/v1/namespaces/${ethereum}/persistentvolumeclaims`,
    );
    const names = claims.map(({ metadata }) => metadata.name);
    assert.deepEqual(
      names.filter((name) => name.startsWith(third)),
      [],
    );
  });

  it("shows exactly the peers that admin_peers and the beacon API give, both directions", async () => {
    const sessions = await open.agreement(all);
    const directions = Object.values(sessions)
      .flat()
      .map((line) => line.split(" ")[1]);
    // Each connection has two ends.
    for (const direction of ["inbound", "outbound"]) {
      assert.equal(directions.filter((one) => one === direction).length, 6, direction);
    }
    assert.deepEqual(await violations(open.page), []);
  });

  it("shows a killed node's drop with its reason within two seconds, and the node down with its age", async function () {
    const losses = Promise.all(survivors.map((node) => lossOf(node, id)));
    losses.catch(() => undefined);
    const start = Date.now();
    await Promise.all([scale(`${third}-geth`, 0), scale(`${third}-prysm`, 0)]);
    const lost = await losses;
    const figures: string[] = [];
    for (const [index, node] of survivors.entries()) {
      const loss = lost[index];
      assert.ok(loss !== undefined);
      const { event, at } = await open.arrival(
        `${node} to lose ${third}`,
        start,
        ({ node: of, layer, kind, peer }) =>
          of === node && layer === "execution" && kind === "leave" && peer === id,
      );
      const drawn = await waitFor("the page to draw it", () => drawnAt(open.page, event), {
        timeout: 30_000,
      });
      assert.equal(event.precision, "event");
      assert.ok(isDropReason(event.reason ?? ""), String(event.reason));
      const line = open.page.locator(`li.event.leave[data-key="${event.seq}"]`);
      assert.match(await line.innerText(), new RegExp(event.reason ?? "?"));
      const late = { told: at - loss.firstWithout, drawn: drawn - loss.firstWithout };
      figures.push(`${node} ${event.reason}: told ${at - loss.lastWith} ms after`);
      figures.push(`drawn ${drawn - loss.lastWith} ms after admin_peers had it last`);
      assert.ok(late.told <= eventLimit && late.drawn <= eventLimit, JSON.stringify(late));
    }
    for (const layer of layers) {
      const { event } = await open.arrival(
        `${third}'s ${layer} layer to be down`,
        start,
        ({ node, layer: of, kind }) => node === third && of === layer && kind === "down",
      );
      const status = (await nodeNow(third))[layer];
      assert.equal(status?.state, "down");
      const seconds = (Date.parse(event.at) - Date.parse(status.lastSuccess ?? "")) / 1000;
      figures.push(`${layer} down ${seconds.toFixed(1)} s after its last data`);
      assert.ok(seconds <= 2 * poll[layer] + poll.timeout, `${layer}: ${seconds} s`);
    }
    await open.agreement(survivors);
    note(this, figures.join(", "));
  });

  it("says everywhere how old the dead node's data are, and shows none of its peers", async () => {
    const { execution, consensus } = await nodeNow(third);
    const own = await open.browser.newPage();
    const quiet = watch(own, open.url);
    await own.goto(`${open.url}/?node=${third}`);
    for (const [chip, status] of [
      ["el", execution],
      ["cl", consensus],
    ] as const) {
      assert.deepEqual([status?.state, status?.counts, status?.peers], ["down", null, []]);
      const since = Date.parse(status?.lastSuccess ?? "");
      const age = own.locator(`.chip.${chip} .age`);
      await age.filter({ hasText: "last known" }).waitFor();
      const before = Date.now() - since;
      const [, count, unit] = /last known (\d+) (s|min) ago/.exec(await age.innerText()) ?? [];
      const after = Date.now() - since;
      const step = unit === "min" ? 60_000 : 1000;
      const shown = Number(count) * step;
      // Written in whole steps, and drawn once a second.
      assert.ok(shown <= after && shown >= before - step - 2000, `${shown} ms of ${before} ms`);
    }
    const table = await peersCommand("--node", third);
    for (const layer of ["el", "cl"]) {
      const row = table
        .split("\n")
        .map((line) => line.trim().split(/ {2,}/))
        .find(([node, of]) => node === third && of === layer);
      assert.ok(row?.includes("down"), table);
      assert.match(row?.at(-1) ?? "", /^\d+(s|m\d\ds) ago$/);
    }
    assert.deepEqual(await violations(own), []);
    assert.deepEqual(quiet, { errors: [], strangers: [] });
    await own.close();
  });

  it("tells of the joins when it is back, and shows all peers again", async () => {
    const start = Date.now();
    await Promise.all([scale(`${third}-geth`, 1), scale(`${third}-prysm`, 1)]);
    for (const layer of layers) {
      await open.arrival(
        `${third}'s ${layer} layer to be up`,
        start,
        ({ node, layer: of, kind }) => node === third && of === layer && kind === "up",
      );
    }
    await open.agreement(all);
    for (const node of survivors) {
      const { event } = await open.arrival(
        `${node}'s join`,
        start,
        ({ node: of, kind, peer }) => of === node && kind === "join" && peer === id,
      );
      assert.equal(event.precision, "event");
    }
  });

  it("had no error in the browser's console, and asked nobody else", () => {
    assert.deepEqual(open.seen, { errors: [], strangers: [] });
  });
});
