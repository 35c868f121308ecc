import assert from "node:assert/strict";

import { pino } from "pino";

import { Judges } from "../src/judge/judges.ts";
import { tallyOf } from "../src/peers/tally.ts";
import { maskNode } from "../src/serve/auth/maskNode.ts";
import { bytesOf } from "../src/serve/body/gzipPieces.ts";
import { SnapshotBody } from "../src/serve/body/snapshotBody.ts";
import { Collector } from "../src/serve/collector.ts";
import { packed, packedPeersOf, UNPACKED_NODES } from "../src/serve/packedPeers.ts";
import type { NodeStatus, Snapshot } from "../src/serve/snapshot.ts";
import { viewOf } from "../src/serve/view.ts";
import { agentAnswers } from "./support/agentAnswers.ts";
import { TestServer } from "./support/httpServer.ts";
import { waitFor } from "./support/wait.ts";
import {
  consensusData,
  consensusPeer,
  executionData,
  executionPeer,
  watchedNode,
} from "./support/watched.ts";

/** What it gives. @throws where peers are unpacked for it */
function unpackingNothing<T>(give: () => T): T {
  const parse = JSON.parse;
  JSON.parse = () => assert.fail("unpacked");
  try {
    return give();
  } finally {
    JSON.parse = parse;
  }
}

describe("peers that are kept packed", () => {
  const location = { country: "DE", asn: 24940, organisation: 'Hetzner "Online" é' };
  const execution = executionData([executionPeer(0, { location }), executionPeer(1)]);
  const consensus = consensusData([consensusPeer(0), consensusPeer(1), consensusPeer(2)]);

  it("are the same when they are asked for, made anew each time so that nobody holds them", () => {
    for (const data of [execution, consensus]) {
      const kept = packed(data);
      assert.deepEqual({ ...kept }, data);
      assert.notEqual(kept.peers, kept.peers);
    }
  });

  it("are counted without being unpacked", () => {
    const kept = packed(execution);
    assert.equal(unpackingNothing(() => tallyOf(kept)).counts.total, 2);
    assert.deepEqual(tallyOf(kept), tallyOf(execution));
    assert.deepEqual(
      tallyOf(kept).countries,
      new Map([
        ["DE", 1],
        [null, 1],
      ] as const),
    );
  });

  /** A node that is up on both layers, one of which the settings name one only, and one that is down. */
  async function view(pack: boolean) {
    const [up, half, down] = [watchedNode("up"), watchedNode("half"), watchedNode("down")];
    await up.execution.gives(execution);
    await up.consensus.gives(consensus);
    await half.execution.gives(execution);
    await half.consensus.gives(null);
    await down.execution.gives(null);
    const nodes = [up.node, { ...half.node, sync: null }, { ...down.node, consensus: null }];
    if (pack) {
      up.execution.target.keep(packed);
      up.consensus.target.keep(packed);
      half.execution.target.keep(packed);
    }
    return viewOf({ nodes }, new Judges({ nodes }), { version: "1", startedAt: "now" });
  }
  const told = async (body: SnapshotBody): Promise<readonly NodeStatus[]> => {
    const text = Buffer.concat((await body.pieces()).map(bytesOf)).toString();
    // What differs from one moment to the next.
    const moment = /"(lastSuccess|since|at|ageSeconds|watchedSeconds)":("[^"]*"|\d+)/g;
    return (JSON.parse(text.replace(moment, '"$1":0')) as Snapshot).nodes;
  };

  for (const [how, show] of [
    ["as it is", null],
    ["masked", maskNode],
  ] as const) {
    it(`are in the snapshot, ${how}`, async () => {
      const [plain, fromPacked] = [await view(false), await view(true)];
      const nodes = await told(new SnapshotBody(fromPacked, show));
      assert.deepEqual(nodes, await told(new SnapshotBody(plain, show)));
      assert.deepEqual(
        nodes.map((node) => [node.execution?.peers.length, node.consensus?.peers.length]),
        [
          [2, 3],
          [2, 0],
          [0, undefined],
        ],
      );
    });
  }

  it("are not unpacked for a snapshot of all", async () => {
    const all = await view(true);
    // Judged beforehand: that takes the peers one by one.
    for (const name of all.names) all.take(name);
    const body = new SnapshotBody({ ...all, take: () => assert.fail("unpacked") });
    assert.equal((await told(body)).length, 3);
  });

  for (const [size, before] of [
    [100, "always"],
    [101, "while somebody asks"],
  ] as const) {
    it(`are judged before they are packed, and not again after: of ${size} nodes ${before}`, async () => {
      const { execution: layer, node } = watchedNode("one");
      let tell: (() => void) | undefined;
      const others = Array.from({ length: size - 1 }, (_, at) => watchedNode(`other-${at}`).node);
      const judges = new Judges({
        nodes: [node, ...others],
        onReading: (listener) => {
          tell = () => {
            listener(node);
          };
          return () => (tell = undefined);
        },
      });
      const polled = async (...peers: Parameters<typeof executionData>) => {
        await layer.gives(executionData(...peers));
        tell?.();
        layer.target.keep(packed);
      };
      await polled([executionPeer(0)]);
      if (before !== "always") {
        // Nobody has asked yet: it is left until then.
        assert.throws(() => unpackingNothing(() => judges.of(node)), /unpacked/);
        judges.of(node);
        await polled([executionPeer(0), executionPeer(1)]);
      }
      const { diversity } = unpackingNothing(() => judges.of(node));
      assert.equal(diversity.execution?.[0]?.count, before === "always" ? 1 : 2);
      judges.stop();
      assert.equal(tell, undefined);
    });
  }

  for (const [nodes, packs] of [
    [UNPACKED_NODES, false],
    [UNPACKED_NODES + 1, true],
  ] as const) {
    it(`${packs ? "are those" : "are not those"} of ${nodes} nodes`, async function () {
      this.timeout(20_000);
      const agent = await TestServer.open(agentAnswers);
      const settings = Array.from({ length: nodes }, (_, index) => ({
        ...{ name: `node-${index}`, network: "devnet", execution: { agentUrl: agent.url } },
      }));
      const pollSeconds = { execution: 0.2, consensus: 0.2 };
      const log = pino({ level: "silent" });
      const collector = new Collector({ nodes: settings, pollSeconds }, log, 5000);
      const told = new Set<boolean>();
      const end = collector.onReading(({ execution: layer }) =>
        told.add(layer?.current != null && packedPeersOf(layer.current) !== null),
      );
      collector.start();
      try {
        await waitFor("two polls of each", () =>
          collector.targets.every(({ polls }) => polls.ok >= 2),
        );
        for (const { current } of collector.targets) {
          assert.ok(current !== null);
          assert.equal(packedPeersOf(current) !== null, packs);
          assert.equal(current.peers.length, 1);
        }
        // Told of while they are not packed yet.
        assert.deepEqual([...told], [false]);
        end();
      } finally {
        collector.stop();
        await agent.close();
      }
    });
  }
});
