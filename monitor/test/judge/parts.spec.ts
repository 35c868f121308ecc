import assert from "node:assert/strict";

import { limits } from "../../../monitoring/limits.ts";
import { churn, EXPECTED_LEAVES } from "../../src/judge/churn.ts";
import { concentration } from "../../src/judge/concentration.ts";
import { custody } from "../../src/judge/custody.ts";
import { disagree, disagreements } from "../../src/judge/disagreement.ts";
import { clientShares, diversity } from "../../src/judge/diversity.ts";
import { isPublicNetwork } from "../../src/judge/publicNetwork.ts";
import { FEW_PEERS } from "../../src/judge/thresholds.ts";
import { layer, node, peers } from "../support/judgeFacts.ts";

describe("client diversity", () => {
  const past = (geth: number, reth: number) =>
    clientShares(new Map([["geth", geth] as const, ["reth", reth] as const])).find(
      ({ client }) => client === "geth",
    )?.past;

  it("draws its lines at one and two thirds", () => {
    assert.deepEqual([past(1, 2), past(334, 666)], [null, "oneThird"]);
    assert.deepEqual([past(2, 1), past(667, 333)], ["oneThird", "twoThirds"]);
  });

  it("counts shares of those that are known, most first, and gives the unknown none", () => {
    const unknown = { client: { kind: "unknown" as const } };
    const facts = layer({ peers: [...peers(4, 0), ...peers(1, 0, () => unknown)], unlisted: 2 });
    assert.deepEqual(diversity(facts)?.shares, [
      { client: "unknown", count: 3, share: null, past: null },
      ...(["besu", "geth", "nethermind", "reth"] as const).map((client) => ({
        client,
        count: 1,
        share: 0.25,
        past: null,
      })),
    ]);
  });

  it("takes another source where no peer tells, and only there, and names it", () => {
    const clientCounts = { source: "metrics", counts: { teku: 3, prysm: 1, nimbus: 0 } };
    const silent = layer({
      peers: peers(4, 0, () => ({ client: { kind: "unknown" } })),
      clientCounts,
    });
    assert.equal(diversity(silent)?.source, "metrics");
    assert.deepEqual(
      diversity(silent)?.shares.map(({ client, share }) => [client, share]),
      [
        ["teku", 0.75],
        ["prysm", 0.25],
      ],
    );
    assert.equal(diversity(layer({ clientCounts }))?.source, null);
    assert.equal(
      diversity({ ...silent, clientCounts: { source: "metrics", counts: {} } })?.source,
      null,
    );
  });

  it("is not known of a layer that is not up", () => {
    assert.equal(diversity(layer({ state: "down", peers: [] })), null);
    assert.equal(diversity(null), null);
  });
});

describe("concentration", () => {
  const same = (count: number, of: number) =>
    concentration(
      peers(of, 0, (i) =>
        i < count
          ? { location: { asn: 24940, organisation: "Hetzner" }, subnet: "5.9.1.0/24" }
          : {},
      ),
    );

  it("finds the largest network and subnet, and how many there are", () => {
    const { topAsn, topSubnet, distinctAsns, subnetDiversity } = same(3, 12);
    assert.deepEqual(topAsn, {
      asn: 24940,
      organisation: "Hetzner",
      count: 3,
      share: 0.25,
      tooLarge: false,
    });
    assert.deepEqual(topSubnet, { subnet: "5.9.1.0/24", count: 3, share: 0.25, tooLarge: true });
    assert.deepEqual([distinctAsns, subnetDiversity], [10, 10 / 12]);
  });

  for (const [count, of, asn, subnet] of [
    [4, 10, false, true],
    [5, 10, true, true],
    [5, 9, false, false],
    [2, 10, false, false],
    [3, 30, false, false],
    [4, 30, false, true],
  ] as const) {
    it(`of ${count} of ${of} together: network ${asn ? "too" : "not"} large, subnet ${subnet ? "too" : "not"} large`, () => {
      const { topAsn, topSubnet } = same(count, of);
      assert.deepEqual([topAsn?.tooLarge, topSubnet?.tooLarge], [asn, subnet]);
    });
  }

  it("counts only peers on the internet: a node's own neighbours share their subnet", () => {
    const near = (ip: string) => concentration(peers(12, 0, () => ({ address: { ip } })));
    for (const ip of ["10.0.3.17", "192.168.1.1", "fd00::1", "fe80::1", "::1"])
      assert.deepEqual(near(ip), {
        topAsn: null,
        topSubnet: null,
        distinctAsns: null,
        subnetDiversity: null,
      });
    assert.equal(near("2a01:4f8::1").distinctAsns, 12);
  });

  it("knows nothing without data", () => {
    const bare = concentration(peers(12, 0, () => ({ location: null, subnet: null })));
    assert.deepEqual(bare, {
      topAsn: null,
      topSubnet: null,
      distinctAsns: null,
      subnetDiversity: null,
    });
  });
});

describe("churn", () => {
  const of = (leaves: number, watchedSeconds = 3600) => churn({ joins: 1, leaves, watchedSeconds });

  it("is measured by Geth's rotation, a drop every three to seven minutes", () => {
    assert.deepEqual(EXPECTED_LEAVES, { min: 9, max: 20 });
    for (const [leaves, verdict] of [
      [8, "calm"],
      [9, "normal"],
      [60, "normal"],
      [61, "high"],
    ] as const)
      assert.equal(of(leaves)?.verdict, verdict, String(leaves));
  });

  it("is not known before ten minutes, and of the hour after them", () => {
    assert.equal(of(5, 599), null);
    assert.deepEqual([of(5, 600)?.leavesPerHour, of(5, 600)?.joinsPerHour], [30, 6]);
    assert.equal(churn(null), null);
  });
});

describe("custody", () => {
  it("tells which columns nobody holds", () => {
    const holders = Array.from({ length: 128 }, (_, column) => (column < 3 ? column + 1 : 0));
    const found = custody({ holders, knownPeers: 6 });
    assert.deepEqual([found?.covered, found?.of, found?.knownPeers], [3, 128, 6]);
    assert.deepEqual(
      found?.uncovered,
      Array.from({ length: 125 }, (_, at) => at + 3),
    );
  });

  it("is full where each is held, and unknown without peers that tell", () => {
    assert.equal(custody({ holders: new Array(128).fill(1), knownPeers: 1 })?.covered, 128);
    assert.equal(custody(null), null);
  });
});

describe("disagreement", () => {
  for (const [a, b, expected] of [
    [50, 50, false],
    [50, 40, false],
    [50, 39, true],
    [5, 3, false],
    [5, 2, true],
    [0, 2, false],
    [0, 3, true],
  ] as const) {
    it(`${expected ? "sees" : "sees no"} one between ${a} and ${b}`, () => {
      assert.equal(disagree(a, b), expected);
      assert.equal(disagree(b, a), expected);
    });
  }

  it("compares the list with the client's count and with its metrics", () => {
    const clientCounts = { source: "prysm metrics", counts: { prysm: 10, unknown: 2 } };
    const facts = node({
      execution: layer({ reported: 90 }),
      consensus: layer({ reported: 47, clientCounts }),
    });
    assert.deepEqual(disagreements(facts), [
      "The execution client lists 47 peers and counts 90.",
      "The consensus client lists 47 peers, prysm metrics counts 12.",
    ]);
  });

  it("says nothing of what is not known", () => {
    assert.deepEqual(disagreements(node()), []);
    const down = layer({ state: "down", peers: [], reported: 90 });
    assert.deepEqual(disagreements(node({ execution: down, consensus: null })), []);
  });
});

describe("what is judged by", () => {
  it("is a public network by the settings, the chain or the name", () => {
    assert.equal(isPublicNetwork(undefined, 1, "mine"), true);
    assert.equal(isPublicNetwork(undefined, 32382, "devnet"), false);
    assert.equal(isPublicNetwork(undefined, null, "hoodi"), true);
    assert.equal(isPublicNetwork(undefined, null, "devnet"), false);
    assert.equal(isPublicNetwork(false, 1, "mainnet"), false);
    assert.equal(isPublicNetwork(true, 32382, "devnet"), true);
  });

  it("calls as many peers few as the alerts do", () => {
    assert.deepEqual(FEW_PEERS, {
      execution: limits.executionPeers.warning,
      consensus: limits.consensusPeers.warning,
    });
  });
});
