import assert from "node:assert/strict";

import type { LayerFacts } from "../../src/judge/facts.ts";
import { dialSlots, reachability } from "../../src/judge/reachability.ts";
import { EXPOSURES } from "../../src/judge/settings.ts";
import { ago, layer, NOW, peers } from "../support/judgeFacts.ts";

const verdict = (
  change: Partial<LayerFacts>,
  on: "execution" | "consensus" = "execution",
  publicNetwork = true,
) => reachability(on, layer(change), { publicNetwork }, NOW)?.verdict;

const closedFor = (seconds: number, upFor = 86_400): Partial<LayerFacts> => ({
  peers: peers(0, 3),
  noInboundSince: ago(seconds),
  upSince: ago(upFor),
});

describe("whether a layer can be reached", () => {
  it("knows how many peers a client calls by itself: 16 of Geth's 50, 14 of Prysm's 70", () => {
    assert.equal(dialSlots("execution", 50), 16);
    assert.equal(dialSlots("execution", null), 16);
    assert.equal(dialSlots("consensus", 70), 14);
    assert.equal(dialSlots("consensus", null), 14);
    assert.equal(dialSlots("execution", 1), 1);
  });

  for (const [what, change, expected] of [
    ["one inbound peer", { peers: peers(1, 16) }, "reachable"],
    ["all its 16 outbound peers and none inbound", { peers: peers(0, 16) }, "outboundOnly"],
    ["15 outbound peers and none inbound", { peers: peers(0, 15) }, "unknown"],
    ["30 minutes without inbound", closedFor(1800), "outboundOnly"],
    ["a second less", closedFor(1799), "unknown"],
    ["that, and watched for an hour", closedFor(3600, 3600), "outboundOnly"],
    ["that, and watched for a second less", closedFor(3599, 3599), "unknown"],
    ["no peers", { peers: [] }, "lonely"],
    ["no answer", { state: "down", peers: [] }, "unknown"],
    ["no answer yet", { state: "starting", peers: [] }, "unknown"],
    ["peers that are only counted", { peers: [], unlisted: 20 }, "unknown"],
    [
      "outbound peers and one of unknown direction",
      { peers: peers(0, 16, (i) => (i === 0 ? { direction: "unknown" } : {})) },
      "unknown",
    ],
  ] as const) {
    it(`says ${expected} of ${what}`, () => {
      assert.equal(verdict(change), expected);
    });
  }

  it("does not take a private chain of two for closed, whoever called whom, however long", () => {
    const pair = { peers: peers(0, 1), noInboundSince: ago(86_400) };
    assert.equal(verdict(pair, "execution", false), "unknown");
    assert.equal(verdict({ peers: peers(1, 0) }, "execution", false), "reachable");
    // The same on a public network is a closed port.
    assert.equal(verdict(pair), "outboundOnly");
  });

  it("does not take few nodes that fill a small limit for closed ones on a private chain", () => {
    const limited = { peers: peers(0, 2), limit: 6 };
    assert.equal(verdict(limited, "execution", false), "unknown");
    assert.equal(verdict(limited), "outboundOnly");
    assert.equal(verdict({ peers: peers(0, 16) }, "execution", false), "outboundOnly");
  });

  it("follows the limit that is set", () => {
    assert.equal(verdict({ peers: peers(0, 16), limit: 60 }), "unknown");
    assert.equal(verdict({ peers: peers(0, 20), limit: 60 }), "outboundOnly");
    assert.equal(verdict({ peers: peers(0, 14), limit: 70 }, "consensus"), "outboundOnly");
    assert.equal(verdict({ peers: peers(0, 13), limit: 70 }, "consensus"), "unknown");
  });

  it("says it in plain words, with a fix for each exposure", () => {
    const closed = (exposedBy: LayerFacts["exposedBy"]) =>
      reachability(
        "execution",
        layer({ peers: peers(0, 16), exposedBy }),
        { publicNetwork: true },
        NOW,
      );
    assert.equal(
      closed("nodePort")?.text,
      "No inbound execution peers: it called all its 16 execution peers itself, and 16 of 50 is where it stops. Its port is probably closed.",
    );
    const fixes = [null, ...EXPOSURES].map((exposedBy) => closed(exposedBy)?.fix ?? "");
    assert.equal(new Set(fixes).size, fixes.length);
    assert.match(closed("none")?.fix ?? "", /p2pExposure none/);
    assert.match(closed("loadBalancer")?.fix ?? "", /load balancer/);
    const long = reachability("consensus", layer(closedFor(7300)), { publicNetwork: true }, NOW);
    assert.match(long?.text ?? "", /for 2 h nobody called it/);
    assert.equal(
      reachability("execution", layer(), { publicNetwork: true }, NOW)?.text,
      "31 of 47 execution peers called it, so it can be reached.",
    );
  });

  it("says nothing of a layer that the settings do not name", () => {
    assert.equal(reachability("execution", null, { publicNetwork: true }, NOW), null);
  });
});
