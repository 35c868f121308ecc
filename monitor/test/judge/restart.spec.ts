import assert from "node:assert/strict";

import type { JudgedPeer, NodeFacts, RestartFacts } from "../../src/judge/facts.ts";
import { restart } from "../../src/judge/restart.ts";
import { ago, layer, node, NOW, peers } from "../support/judgeFacts.ts";

const ids = (from: number, to: number) =>
  new Set(Array.from({ length: to - from }, (_, index) => `peer-${from + index}`));

/** A node that came back ten minutes ago with these outbound peers, of which the first `old` were seen before. */
function back(
  outbound: JudgedPeer[],
  old: number,
  change: Partial<RestartFacts> = {},
  of: Partial<NodeFacts> = {},
) {
  const seen = ids(0, old);
  const restarts = [{ layer: "execution" as const, at: ago(600), before: seen, seen, ...change }];
  return restart(node({ execution: layer({ peers: outbound }), restarts, ...of }), NOW);
}

const bunched = (count: number) =>
  peers(0, count, (i) => ({ subnet: `5.9.${i % 4}.0/24`, location: null }));
const oneNetwork = (count: number, of: number) =>
  peers(0, of, (i) => (i < count ? { location: { asn: 1, organisation: null } } : {}));

describe("the first hour after a restart", () => {
  it("is an hour", () => {
    assert.equal(restart(node(), NOW), null);
    assert.equal(back(peers(0, 16), 16, { at: ago(3600) }), null);
    assert.equal(back(peers(0, 16), 16, { at: ago(3599) })?.secondsLeft, 1);
  });

  it("says who of the outbound peers is new, who is there again, and how spread they are", () => {
    const found = back([...peers(4, 16)], 8, { before: ids(4, 12) });
    // Peers 4 to 19 are outbound; 0 to 7 were seen before, 4 to 11 were connected.
    assert.deepEqual(found, {
      at: new Date(ago(600)).toISOString(),
      secondsLeft: 3000,
      outbound: 16,
      neverSeen: 0.75,
      overlap: 1,
      spread: 1,
      verdict: "normal",
      text: "It came back within the hour: 16 outbound peers, 75 % of them never seen before. Nothing points to an attack.",
    });
  });

  for (const [what, outbound, old, verdict] of [
    ["new and bunched in few subnets", bunched(8), 0, "suspicious"],
    ["new and bunched, but too few to tell", bunched(7), 0, "unknown"],
    ["new and spread", peers(0, 16), 0, "normal"],
    ["bunched, and one in twenty old", bunched(20), 1, "suspicious"],
    ["bunched, and two in twenty old", bunched(20), 2, "normal"],
    ["new and 41 % in one network", oneNetwork(7, 17), 0, "suspicious"],
    ["new and 40 % in one network", oneNetwork(6, 15), 0, "normal"],
    [
      "new, of 70 % as many subnets",
      peers(0, 10, (i) => ({ subnet: `5.9.${i % 7}.0/24`, location: null })),
      0,
      "normal",
    ],
    [
      "new, of 60 % as many subnets",
      peers(0, 10, (i) => ({ subnet: `5.9.${i % 6}.0/24`, location: null })),
      0,
      "suspicious",
    ],
    ["new, of places that are not known", peers(0, 16, () => ({ address: null })), 0, "unknown"],
  ] as const) {
    it(`is ${verdict} where the outbound peers are ${what}`, () => {
      assert.equal(back(outbound, old)?.verdict, verdict);
    });
  }

  it("is not judged where the peers of before are not known, nor on a private chain", () => {
    const blind = back(bunched(16), 0, { before: null, seen: null });
    assert.deepEqual([blind?.neverSeen, blind?.overlap, blind?.verdict], [null, null, "unknown"]);
    assert.equal(back(bunched(16), 0, {}, { publicNetwork: false })?.verdict, "normal");
    assert.deepEqual(
      [back([], 4)?.neverSeen, back([], 0)?.overlap, back([], 4)?.overlap],
      [null, null, 0],
    );
  });

  it("takes the layers that came back, and no other", () => {
    const restarts = (["execution", "consensus"] as const).map((on) => ({
      layer: on,
      at: ago(on === "execution" ? 600 : 60),
      before: ids(0, 1),
      seen: on === "execution" ? ids(0, 1) : null,
    }));
    const both = restart(node({ restarts }), NOW);
    assert.deepEqual([both?.outbound, both?.secondsLeft, both?.neverSeen], [32, 3540, null]);
    assert.equal(restart(node({ restarts: restarts.slice(0, 1) }), NOW)?.outbound, 16);
  });
});
