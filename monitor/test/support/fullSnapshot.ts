import { Judges } from "../../src/judge/judges.ts";
import { decodeRecord } from "../../src/peers/decodeRecord.ts";
import type { ExecutionPeer } from "../../src/peers/model.ts";
import type { Snapshot } from "../../src/serve/snapshot.ts";
import { snapshotOf, viewOf } from "../../src/serve/view.ts";
import {
  consensusData,
  consensusPeer,
  executionData,
  executionPeer,
  watchedNode,
} from "./watched.ts";

/** Addresses that the snapshot has in it, each of a peer or of a node itself. */
export const ADDRESSES = [
  ...["203.0.113.7", "198.51.100.9", "2001:db8:1:2::3", "192.0.2.44"],
  ...["100.64.9.9", "203.0.113.77", "2001:db8:9:9::9"],
] as const;

export const KEY = "ab".repeat(64);

const CONSENSUS_RECORD =
  "enr:-IS4QHCYrYZbAKWCBRlAy5zzaDZXJBGkcnh4MHcBFZntXNFrdvJjX04jRzjzCBOonrkTfj499SZuOh8R33Ls8RRcy5wBgmlkgnY0gmlwhH8AAAGJc2VjcDI1NmsxoQPKY0yuDUmstAHYpMa2_oxVtw0RW_QAdpzBQA8yWM0xOIN1ZHCCdl8";

const address = (ip: string) => ({ ip, port: 30303, transport: "tcp" as const });

const full: Partial<ExecutionPeer> = {
  enode: `enode://${KEY}@203.0.113.7:30303`,
  enr: CONSENSUS_RECORD,
  address: address("203.0.113.7"),
  subnet: "203.0.113.0/24",
  location: { country: "DE", asn: 24940, organisation: "Example" },
  software: { os: "linux", arch: "amd64", runtime: "go1.26" },
  head: { block: 1 },
  protocols: [{ name: "eth", state: "ready", version: 69, earliestBlock: 0, latestBlock: 1 }],
};

/** Two nodes with everything that can be known, and one that is down. */
export async function fullSnapshot(): Promise<Snapshot> {
  const first = watchedNode("node-0");
  const down = watchedNode("node-1");
  const client = (raw: string) => ({ kind: "other" as const, version: null, inferred: false, raw });
  await first.execution.gives(
    executionData(
      [
        executionPeer(0, full),
        executionPeer(1, {
          address: address("2001:db8:1:2::3"),
          subnet: "2001:db8:1::/48",
          client: client("me@192.0.2.44:30303"),
        }),
      ],
      {
        enode: `enode://${KEY}@203.0.113.77:30303`,
        enr: CONSENSUS_RECORD,
        exposure: {
          execution: {
            announced: "203.0.113.77 tcp 30303",
            problems: ["announces 203.0.113.77, is reached at 2001:db8:9:9::9"],
            unchecked: null,
          },
          consensus: { announced: null, problems: [], unchecked: "100.64.9.9 did not answer" },
        },
        warnings: ["203.0.113.7 came twice"],
      },
    ),
  );
  await first.consensus.gives(
    consensusData(
      [
        consensusPeer(0, {
          address: address("198.51.100.9"),
          subnet: "198.51.100.0/24",
          record: decodeRecord(CONSENSUS_RECORD),
          enr: CONSENSUS_RECORD,
          score: -1,
          scoreSource: "beacon API",
          downscoreReasons: ["too slow"],
          disconnectReason: null,
        }),
      ],
      {
        p2pAddresses: ["/ip4/203.0.113.77/tcp/13000/p2p/16Uiu2"],
        discoveryAddresses: ["/ip6/2001:db8:9:9::9/udp/12000/p2p/16Uiu2"],
        clientCounts: { source: "Prysm's metrics", counts: { lighthouse: 1 } },
      },
    ),
  );
  await down.execution.gives(null);
  const collector = { nodes: [first.node, down.node], attributions: ["DB-IP, CC BY 4.0"] };
  const monitor = { version: "1.2.3", startedAt: "2026-01-01T00:00:00.000Z" };
  return snapshotOf(viewOf(collector, new Judges(collector), monitor));
}
