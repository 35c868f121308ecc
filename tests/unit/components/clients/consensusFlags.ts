import assert from "node:assert/strict";

import { ClientNetworkError, networkName } from "../../../../components/clients/client.ts";
import type {
  ConsensusClient,
  ConsensusFlagArgs,
} from "../../../../components/clients/consensusClient.ts";
import { devnet } from "../../../../networks/devnet.ts";
import { hoodi } from "../../../../networks/hoodi.ts";
import { mainnet } from "../../../../networks/mainnet.ts";

/** A node that is reached from outside at ports of its own, and has everything that a stack can give it. */
export const nodeArgs: ConsensusFlagArgs = {
  network: hoodi,
  engineUrl: "http://node-0-geth-internal:8551",
  checkpointSyncUrl: "https://checkpoint.example",
  maxPeers: 70,
  p2pPort: 31000,
  quic: true,
  discoveryPort: 31001,
  advertise: "203.0.113.7",
  staticPeers: ["/dns4/a/tcp/1/p2p/16Uiu2HAa", "/dns4/b/tcp/2/p2p/16Uiu2HAb"],
  bootnodes: ["enr:-a", "enr:-b"],
  weakSubjectivityCheckpoint: "0xab:9",
  custody: "super",
  backfill: false,
  blobRetentionEpochs: 4096,
  extra: ["--last=1"],
};

/** What a consensus client's flags are for. Every client must have an answer to each, if only an empty one. */
export interface Purposes {
  /** It runs as a beacon node, without a question to a terminal. */
  readonly program: readonly string[];
  readonly network: readonly string[];
  /** An empty database is filled from the user's checkpoint. */
  readonly checkpoint: readonly string[];
  /** It leaves a chain that has not the user's block. */
  readonly pinned: readonly string[];
  readonly data: readonly string[];
  /** The execution client is asked with the secret that both share. */
  readonly engine: readonly string[];
  /** The beacon API answers on every address at port 3500. */
  readonly api: readonly string[];
  /** Prometheus is answered on every address at port 8080. */
  readonly metrics: readonly string[];
  /** It keeps the identity that was made for it. */
  readonly key: readonly string[];
  /** It listens for TCP and QUIC at the one port, for discovery at the other. */
  readonly listens: readonly string[];
  /** It tells others the address and the ports that lead to it, and nothing changes them. */
  readonly announces: readonly string[];
  readonly maxPeers: readonly string[];
  /** It keeps all data columns. */
  readonly supernode: readonly string[];
  readonly staticPeers: readonly string[];
  readonly bootnodes: readonly string[];
  /** It writes to its output only. */
  readonly log: readonly string[];
}

/** Tests a client's flags: that each purpose is met, and that no flag is without one. */
export function describeFlags(client: ConsensusClient, purposes: Purposes): void {
  const flags = client.flags(nodeArgs);
  const byPurpose = new Map<string, readonly string[]>(Object.entries({ ...purposes }));

  describe(`the command line of ${client.name}`, () => {
    for (const [purpose, wanted] of byPurpose) {
      it(`has what it needs: ${purpose}`, () => {
        for (const flag of wanted) assert.ok(flags.includes(flag), flag);
      });
    }

    it("has nothing else, and the user's flags last, so that they win", () => {
      const wanted = [...byPurpose.values()].flat();
      assert.deepEqual(flags.slice(0, -1).sort(), wanted.sort());
      assert.deepEqual(flags.slice(-1), nodeArgs.extra);
    });

    it("names no peer where there is none", () => {
      const alone = client.flags({ ...nodeArgs, staticPeers: [], bootnodes: [] });
      const { staticPeers, bootnodes } = purposes;
      const left = flags.filter((flag) => ![...staticPeers, ...bootnodes].includes(flag));
      assert.deepEqual(alone, left);
    });

    it("keeps as many columns as it is told to, each number by flags of its own", () => {
      const without = flags.filter((flag) => !purposes.supernode.includes(flag));
      assert.deepEqual(client.flags({ ...nodeArgs, custody: "regular" }), without);
      const known = (client.custodies ?? []).map((custody) =>
        client.flags({ ...nodeArgs, custody }).join(" "),
      );
      assert.ok(known.length > 1);
      assert.equal(new Set(known).size, known.length);
    });

    it("asks the network's checkpoint where the user names none", () => {
      const asked = (args: ConsensusFlagArgs): string =>
        JSON.stringify([client.flags(args), client.initSteps?.(args)]);
      const url = mainnet.public?.checkpointSyncUrls[0];
      assert.ok(url !== undefined);
      const own = { ...nodeArgs, network: mainnet };
      assert.ok(asked(own).includes("https://checkpoint.example") && !asked(own).includes(url));
      assert.ok(asked({ ...own, checkpointSyncUrl: undefined }).includes(url));
    });

    it("is refused on a private chain, which it was not proven on", () => {
      assert.throws(() => client.flags({ ...nodeArgs, network: devnet }), ClientNetworkError);
      assert.throws(() => networkName(client, devnet), /came network devnet, expected one of/);
    });
  });

  describe(`the description of ${client.name}`, () => {
    it("has every file that its flags name in a folder that is mounted", () => {
      const named = [...flags, ...(client.initSteps?.(nodeArgs) ?? []).flatMap(({ args }) => args)]
        .map((flag) => flag.slice(flag.indexOf("=") + 1))
        .filter((value) => value.startsWith("/") && !value.startsWith("/dns4/"));
      const mounts = [client.paths.data, "/secrets", ...(client.writable ?? [])];
      for (const file of named.filter((path) => !path.startsWith("/home/"))) {
        assert.ok(
          mounts.some((mount) => file === mount || file.startsWith(`${mount}/`)),
          file,
        );
      }
    });

    it("says of QUIC what its flags do, since that opens the port", () => {
      const listens = purposes.listens.some((flag) => /^--.*quic.*=31000$/i.test(flag));
      assert.equal(client.quic, listens);
    });

    it("is asked at a path that the beacon API has whatever the sync", () => {
      assert.deepEqual(client.probe, { path: "/eth/v1/node/version" });
    });
  });
}
