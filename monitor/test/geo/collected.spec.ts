import assert from "node:assert/strict";

import { pino } from "pino";

import type { Geography } from "../../src/geo/geography.ts";
import { Collector, type CollectorOptions } from "../../src/serve/collector.ts";
import { takeSnapshot } from "../../src/serve/snapshot.ts";
import { agentAnswers } from "../support/agentAnswers.ts";
import { beaconAnswers, TestServer } from "../support/httpServer.ts";
import { waitFor } from "../support/wait.ts";

const hetzner = { country: "DE", asn: 24940, organisation: "Hetzner Online GmbH" };

describe("the peers' places in a snapshot", function () {
  this.timeout(30_000);

  async function collect(options: CollectorOptions) {
    const agent = await TestServer.open(agentAnswers);
    const beacon = await TestServer.open(beaconAnswers);
    const nodes = [
      {
        name: "node-0",
        network: "devnet",
        execution: { agentUrl: agent.url },
        consensus: { beaconUrl: beacon.url },
      },
    ];
    const pollSeconds = { execution: 0.05, consensus: 0.05 };
    const log = pino({ level: "silent" });
    const collector = new Collector({ nodes, pollSeconds }, log, 1000, options);
    const snapshot = () => takeSnapshot(collector, { version: "1", startedAt: "now" });
    try {
      collector.start();
      await waitFor("both layers up", () =>
        snapshot().nodes.every(
          ({ execution, consensus }) => execution?.state === "up" && consensus?.state === "up",
        ),
      );
      const { nodes, attributions } = snapshot();
      const peers = nodes.flatMap(({ execution, consensus }) => [
        ...(execution?.peers ?? []),
        ...(consensus?.peers ?? []),
      ]);
      assert.equal(peers.length, 2);
      return { places: peers.map(({ location }) => location), attributions };
    } finally {
      collector.stop();
      await agent.close();
      await beacon.close();
    }
  }

  it("are those of the data, of both layers, with whose data they are", async () => {
    const asked: string[] = [];
    const geography: Geography = {
      locate: (ip) => {
        asked.push(ip);
        return hetzner;
      },
      attributions: ["Data by someone."],
    };
    assert.deepEqual(await collect({ geography }), {
      places: [hetzner, hetzner],
      attributions: ["Data by someone."],
    });
    assert.deepEqual([...new Set(asked)], ["127.0.0.1"]);
  });

  it("are not known without data, and nobody's data are claimed", async () => {
    assert.deepEqual(await collect({}), { places: [null, null], attributions: [] });
  });
});
