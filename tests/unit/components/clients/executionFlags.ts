import assert from "node:assert/strict";

import { ClientNetworkError } from "../../../../components/clients/client.ts";
import type {
  ExecutionClient,
  ExecutionFlagArgs,
  ExecutionPeers,
} from "../../../../components/clients/executionClient.ts";
import { devnet } from "../../../../networks/devnet.ts";
import { hoodi } from "../../../../networks/hoodi.ts";
import { mainnet } from "../../../../networks/mainnet.ts";
import type { HistoryMode } from "../../../../networks/network.ts";

/** A node that is reached from outside at a port of its own, and has everything that a stack can give it. */
export const nodeArgs: ExecutionFlagArgs = {
  network: hoodi,
  history: "all",
  cacheMb: 4096,
  maxPeers: 50,
  p2pPort: 31000,
  advertise: "203.0.113.7",
  rpcHosts: ["localhost", "node-0-rpc"],
  engineHosts: ["node-0-internal"],
  bootnodes: ["enode://a@192.0.2.1:1", "enode://b@192.0.2.2:2"],
  discoveryV4: true,
  discoveryV5: true,
  extra: ["--last=1"],
};

export const peers: ExecutionPeers = {
  staticPeers: ["enode://c@node-1:3", "enode://d@node-2:4"],
  trustedPeers: ["enode://d@node-2:4", "enode://e@192.0.2.5:5"],
};

/** What an execution client's flags are for. Every client must have an answer to each, if only an empty one. */
export interface Purposes {
  readonly network: readonly string[];
  readonly data: readonly string[];
  /** Memory for caches of 4 GiB. */
  readonly cache: readonly string[];
  /** JSON-RPC of eth, net and web3, and nothing else, on every address at 8545 and 8546. */
  readonly rpc: readonly string[];
  /** The engine API on every address at 8551, with the secret that both clients share. */
  readonly engine: readonly string[];
  /** Prometheus is answered on every address at port 6060. */
  readonly metrics: readonly string[];
  /** It keeps the identity that was made for it. */
  readonly key: readonly string[];
  /** It listens for TCP and UDP at the one port. */
  readonly listens: readonly string[];
  /** It tells others the address that leads to it. */
  readonly announces: readonly string[];
  readonly maxPeers: readonly string[];
  readonly bootnodes: readonly string[];
  /** Where its own fleet's peers are written. */
  readonly peerFiles: readonly string[];
  /** It writes to its output only, as JSON. */
  readonly log: readonly string[];
  /** Nothing is told to anybody beside its peers, and no other server is opened. */
  readonly quiet: readonly string[];
  /** The flags of each history: on mainnet, which has all. */
  readonly histories: Readonly<Partial<Record<HistoryMode, readonly string[]>>>;
  /** The flags of each pair of discoveries. */
  readonly discovery: Readonly<Record<"both" | "v4" | "v5" | "none", readonly string[]>>;
}

const discoveries = {
  both: { discoveryV4: true, discoveryV5: true },
  v4: { discoveryV4: true, discoveryV5: false },
  v5: { discoveryV4: false, discoveryV5: true },
  none: { discoveryV4: false, discoveryV5: false },
} as const;

/** Tests a client's flags: that each purpose is met, and that no flag is without one. */
export function describeFlags(client: ExecutionClient, purposes: Purposes): void {
  const { histories, discovery, ...always } = purposes;
  const flags = client.flags({ ...nodeArgs, network: mainnet });
  const common = Object.values(always).flat();
  const onMainnet = [
    ...common.filter((flag) => !purposes.network.includes(flag)),
    ...purposes.network.map((flag) => flag.replace("hoodi", "mainnet")),
  ];

  describe(`the command line of ${client.name}`, () => {
    for (const [purpose, wanted] of Object.entries(always)) {
      it(`has what it needs: ${purpose}`, () => {
        const own = client.flags(nodeArgs);
        for (const flag of wanted) assert.ok(own.includes(flag), flag);
      });
    }

    for (const [history, wanted] of Object.entries(histories)) {
      it(`has nothing else, and the user's flags last, so that they win: history ${history}`, () => {
        const own = client.flags({
          ...nodeArgs,
          network: mainnet,
          history: history as HistoryMode,
        });
        const all = [...onMainnet, ...wanted, ...discovery.both];
        assert.deepEqual(own.slice(0, -1).sort(), all.sort());
        assert.deepEqual(own.slice(-1), nodeArgs.extra);
      });
    }

    it("says what it can keep, and has flags of its own for each", () => {
      assert.deepEqual([...client.historyModes], Object.keys(histories));
      const distinct = new Set(Object.values(histories).map((list) => JSON.stringify(list)));
      assert.equal(distinct.size, client.historyModes.length);
    });

    for (const [which, wanted] of Object.entries(discovery)) {
      it(`finds peers as it is told to: ${which}`, () => {
        const own = client.flags({
          ...nodeArgs,
          network: mainnet,
          ...discoveries[which as keyof typeof discoveries],
        });
        const others = Object.values(discovery).flat();
        assert.deepEqual(own.filter((flag) => others.includes(flag)).sort(), [...wanted].sort());
      });
    }

    it("names no boot node where there is none", () => {
      const alone = client.flags({ ...nodeArgs, network: mainnet, bootnodes: [] });
      assert.deepEqual(
        alone,
        flags.filter((flag) => !purposes.bootnodes.includes(flag)),
      );
    });

    it("has each flag once", () => {
      const names = flags.map((flag) => flag.split("=")[0]);
      assert.equal(new Set(names).size, names.length);
    });

    it("offers neither admin nor debug to anybody", () => {
      assert.doesNotMatch(flags.join(" "), /\b(admin|debug|personal|miner|trace)\b/i);
    });

    it("is refused on a private chain, which it was not proven on", () => {
      assert.throws(() => client.flags({ ...nodeArgs, network: devnet }), ClientNetworkError);
    });
  });

  describe(`the description of ${client.name}`, () => {
    it("has every file that its flags name in a folder that is mounted", () => {
      const { data, config, ipc } = client.paths;
      const mounts = [
        data,
        "/secrets",
        ...(config === undefined ? [] : [config]),
        ...(ipc === undefined ? [] : [ipc.replace(/\/[^/]*$/, "")]),
      ];
      for (const flag of flags) {
        const file = flag.slice(flag.indexOf("=") + 1);
        if (!file.startsWith("/")) continue;
        assert.ok(
          mounts.some((mount) => file === mount || file.startsWith(`${mount}/`)),
          file,
        );
      }
    });

    it("has the files that its flags name, and no others", () => {
      const { config = "" } = client.paths;
      const named = flags
        .map((flag) => flag.slice(flag.indexOf("=") + 1))
        .filter((value) => config !== "" && value.startsWith(`${config}/`))
        .map((value) => value.slice(config.length + 1));
      assert.deepEqual(Object.keys(client.configFiles?.(peers) ?? {}).sort(), named.sort());
    });

    it("tells it of every peer in one way", () => {
      assert.notEqual(client.configFiles === undefined, client.peerFlags === undefined);
      const told = JSON.stringify([client.configFiles?.(peers), client.peerFlags?.(peers)]);
      for (const peer of [...peers.staticPeers, ...peers.trustedPeers]) {
        assert.ok(told.includes(peer), peer);
      }
      const none = { staticPeers: [], trustedPeers: [] };
      assert.doesNotMatch(JSON.stringify(client.configFiles?.(none) ?? {}), /enode:/);
      assert.deepEqual(client.peerFlags?.(none) ?? [], []);
    });
  });
}
