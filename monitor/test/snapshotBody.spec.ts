import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { crc32, gunzipSync } from "node:zlib";

import { bytesOf, combineCrc, gzipOf, pieceOf } from "../src/serve/body/gzipPieces.ts";
import { SnapshotBody } from "../src/serve/body/snapshotBody.ts";
import type { NodeStatus, Snapshot } from "../src/serve/snapshot.ts";
import type { FleetView } from "../src/serve/view.ts";
import { waitFor } from "./support/wait.ts";
import { fullSnapshot } from "./support/fullSnapshot.ts";

describe("a gzip file of pieces", () => {
  for (const texts of [
    [""],
    ["a"],
    ["", "a", ""],
    ["héllo ", "wörld".repeat(10_000), "x".repeat(70_000), "end"],
  ]) {
    it(`is the text of all ${texts.length}: ${texts.join("").length} characters`, () => {
      const pieces = texts.map(pieceOf);
      assert.equal(gunzipSync(Buffer.concat(gzipOf(pieces))).toString(), texts.join(""));
      assert.equal(Buffer.concat(pieces.map(bytesOf)).toString(), texts.join(""));
    });
  }

  it("has the checksum of the whole out of the parts' own", () => {
    for (const [a, b] of [
      ["", ""],
      ["abc", ""],
      ["", "abc"],
      ["a".repeat(12_345), "b".repeat(999)],
    ] as const) {
      assert.equal(combineCrc(crc32(a), crc32(b), b.length), crc32(a + b));
    }
  });
});

describe("the snapshot that is made once for all", () => {
  let snapshot: Snapshot;
  before(async () => {
    snapshot = await fullSnapshot();
  });

  /** A fleet of copies of one node, and how often each was made. */
  function fleetOf(size: number, costMs = 0) {
    const { nodes, ...frame } = snapshot;
    const [template] = nodes;
    assert.ok(template !== undefined);
    const names = Array.from({ length: size }, (_, index) => `n${index}`);
    const versions = new Map<string, number>();
    const made: string[] = [];
    const view: FleetView = {
      names,
      versionOf: (name) => [versions.get(name) ?? 0],
      take: (name): NodeStatus => {
        made.push(name);
        const end = performance.now() + costMs;
        while (performance.now() < end);
        return { ...template, name, network: `v${versions.get(name) ?? 0}` };
      },
      frame: () => frame,
    };
    const change = (name: string) => versions.set(name, (versions.get(name) ?? 0) + 1);
    return { view, made, change };
  }
  const read = async (body: SnapshotBody): Promise<Snapshot> =>
    JSON.parse(Buffer.concat((await body.pieces()).map(bytesOf)).toString()) as Snapshot;

  it("makes again only the nodes that changed, or stood for a second", async () => {
    const { view, made, change } = fleetOf(3);
    const body = new SnapshotBody(view);
    await read(body);
    assert.deepEqual(made.splice(0), ["n0", "n1", "n2"]);
    await read(body);
    assert.deepEqual(made, []);
    change("n1");
    const { nodes } = await read(body);
    assert.deepEqual(made.splice(0), ["n1"]);
    assert.deepEqual(
      nodes.map(({ name, network }) => `${name} ${network}`),
      ["n0 v0", "n1 v1", "n2 v0"],
    );
    await sleep(1050);
    await read(body);
    assert.equal(made.length, 3);
  });

  it("shares the work among those who ask at once", async () => {
    const { view, made } = fleetOf(5);
    const body = new SnapshotBody(view);
    await Promise.all([read(body), read(body), read(body)]);
    assert.equal(made.length, 5);
  });

  it("lets a large fleet's polls go on, and answers from what it has within its budget", async function () {
    this.timeout(10_000);
    const { view, made, change } = fleetOf(60, 5);
    const body = new SnapshotBody(view);
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await body.pieces();
    clearInterval(timer);
    assert.ok(turns >= 10, `${turns} turns while 60 were made`);
    made.length = 0;
    for (const name of view.names) change(name);
    await body.pieces();
    const first = made.length;
    assert.ok(first >= 1 && first < 30, `${first} made again for one answer`);
    // The rest follows without anybody asking.
    await waitFor("the rest", () => new Set(made).size === 60, 8000);
  });

  it("shows what it is told to show", async () => {
    const { view } = fleetOf(1);
    const body = new SnapshotBody(
      view,
      (node) => ({ ...node, network: "hidden" }),
      (frame) => ({ ...frame, attributions: ["hidden"] }),
    );
    const { nodes, attributions } = await read(body);
    assert.deepEqual([nodes[0]?.network, attributions], ["hidden", ["hidden"]]);
  });
});
