import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import {
  PRYSM_METRICS,
  PrysmMetrics,
  readPrysmMetrics,
} from "../src/serve/adapters/prysmMetrics.ts";
import { JsonFetcher } from "../src/serve/http.ts";
import { ConsensusReader } from "../src/serve/readConsensus.ts";
import { beaconAnswers, TestServer } from "./support/httpServer.ts";

const METRICS = `# HELP connected_libp2p_peers Tracks the total number of connected libp2p peers by agent string
# TYPE connected_libp2p_peers gauge
connected_libp2p_peers{agent="erigon/caplin"} 1
connected_libp2p_peers{agent="lighthouse"} 31
connected_libp2p_peers{agent="js-libp2p"} 1
connected_libp2p_peers{agent="lodestar"} 2
connected_libp2p_peers{agent="nimbus"} 0
connected_libp2p_peers{agent="teku"} 7
connected_libp2p_peers{agent="unknown"} 3
connected_libp2p_peers_average_scores{agent="teku"} 1.5
p2p_max_peers 70
`;

describe("the number of a Prysm's peers by client", () => {
  it("is read from its metrics, by the closed list, with the source named", () => {
    const { clientCounts, peerLimit } = readPrysmMetrics(METRICS);
    assert.equal(peerLimit, 70);
    assert.deepEqual(clientCounts, {
      source: PRYSM_METRICS,
      counts: { caplin: 1, lighthouse: 31, lodestar: 3, teku: 7, unknown: 3 },
    });
    assert.deepEqual(readPrysmMetrics('connected_libp2p_peers{agent="Evil<b>"} 2'), {
      clientCounts: { source: PRYSM_METRICS, counts: { other: 2 } },
      peerLimit: null,
    });
    for (const text of ["", "up 1", 'connected_libp2p_peers{agent="teku"} -1', "\u0000".repeat(9)])
      assert.throws(() => readPrysmMetrics(text), /neither connected_libp2p_peers nor/);
  });

  it("is not known of a Prysm that has no peers, which is no fault of its", () => {
    assert.deepEqual(readPrysmMetrics("p2p_max_peers 70"), { clientCounts: null, peerLimit: 70 });
  });

  it("is read from what a real Prysm gives", async () => {
    const scrape = new URL("../../tests/fixtures/scrapes/prysm-beacon.prom", import.meta.url);
    const { clientCounts, peerLimit } = readPrysmMetrics(await readFile(scrape, "utf8"));
    assert.deepEqual([clientCounts?.counts, peerLimit], [{ prysm: 1 }, 70]);
  });

  it("stands beside what the beacon API tells, and its lack is a warning and no failure", async () => {
    const beacon = await TestServer.open(beaconAnswers);
    const metrics = await TestServer.open((_request, response) => response.end(METRICS));
    const fetcher = new JsonFetcher(1000);
    const { signal } = new AbortController();
    const source = new PrysmMetrics(fetcher, `${metrics.url}/metrics`);
    const reader = new ConsensusReader(fetcher, beacon.url, source);
    const { clientCounts, warnings, peers } = await reader.read(signal);
    assert.equal(clientCounts?.counts.lighthouse, 31);
    assert.deepEqual([warnings, peers.length], [[], 1]);
    await metrics.close();
    const again = await reader.read(signal);
    assert.deepEqual([again.clientCounts, again.peers.length], [null, 1]);
    assert.deepEqual(again.warnings, ["metrics: connection refused"]);
    assert.equal((await new ConsensusReader(fetcher, beacon.url).read(signal)).clientCounts, null);
    fetcher.close();
    await beacon.close();
  });
});
