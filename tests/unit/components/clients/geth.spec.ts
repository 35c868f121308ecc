import assert from "node:assert/strict";

import type { ExecutionFlagArgs } from "../../../../components/clients/executionClient.ts";
import { knowsNetwork } from "../../../../components/clients/client.ts";
import { geth, gethConfigFile, gethFlags } from "../../../../components/clients/geth.ts";
import { devnet } from "../../../../networks/devnet.ts";
import { hoodi } from "../../../../networks/hoodi.ts";
import { networks } from "../../../../networks/index.ts";
import { mainnet } from "../../../../networks/mainnet.ts";

const args: ExecutionFlagArgs = {
  network: mainnet,
  history: "postMerge",
  cacheMb: 4096,
  maxPeers: 50,
  p2pPort: 30303,
  advertise: "203.0.113.7",
  rpcHosts: ["localhost", "node-0-geth"],
  engineHosts: ["node-0-geth-internal"],
  bootnodes: [],
  discoveryV4: true,
  discoveryV5: true,
  extra: ["--last=1"],
};

/** Each network's own flags; all others are the same everywhere. */
const ofNetwork = [
  {
    network: devnet,
    flags: [
      "--syncmode=full",
      "--override.genesis=/genesis/genesis.json",
      "--networkid=32382",
      // Discovery where it is asked for, and not by mainnet's boot nodes.
      "--bootnodes=",
    ],
  },
  { network: hoodi, flags: ["--hoodi", "--syncmode=snap", "--history.chain=postmerge"] },
  { network: mainnet, flags: ["--mainnet", "--syncmode=snap", "--history.chain=postmerge"] },
];

const everywhere = [
  "--config=/geth/geth.toml",
  "--datadir=/data",
  "--cache=4096",
  "--maxpeers=50",
  "--nodekey=/secrets/nodekey",
  "--port=30303",
  "--discovery.port=30303",
  "--nat=extip:203.0.113.7",
  "--ipcpath=/ipc/geth.ipc",
  "--http",
  "--http.addr=0.0.0.0",
  "--http.port=8545",
  "--http.api=eth,net,web3",
  "--http.vhosts=localhost,node-0-geth",
  "--ws",
  "--ws.addr=0.0.0.0",
  "--ws.port=8546",
  "--ws.api=eth,net,web3",
  "--authrpc.addr=0.0.0.0",
  "--authrpc.port=8551",
  "--authrpc.vhosts=node-0-geth-internal",
  "--authrpc.jwtsecret=/secrets/jwt.hex",
  "--metrics",
  "--metrics.addr=0.0.0.0",
  "--metrics.port=6060",
  "--log.format=json",
  "--last=1",
];

describe("Geth's command line", () => {
  for (const { network, flags } of ofNetwork) {
    it(`on ${network.name}`, () => {
      assert.deepEqual(gethFlags({ ...args, network }), [...flags, ...everywhere]);
    });
  }

  it("offers neither admin nor debug to the network, on any network", () => {
    for (const network of networks.values()) {
      if (!knowsNetwork(geth, network)) continue;
      const apis = gethFlags({ ...args, network, extra: [] })
        .filter((flag) => /^--(http|ws)\.api=/.test(flag))
        .map((flag) => flag.split("=")[1]);
      assert.deepEqual(apis, ["eth,net,web3", "eth,net,web3"], network.name);
    }
  });

  it("has the user's flags last, so that they win", () => {
    const extra = ["--cache=1", "--http.api=admin"];
    assert.deepEqual(gethFlags({ ...args, extra }).slice(-2), extra);
  });

  it("says of boot nodes and discovery only what is not Geth's own way", () => {
    const flags = gethFlags({
      ...args,
      bootnodes: ["enode://a@b:1", "enode://c@d:2"],
      discoveryV4: false,
    });
    assert.deepEqual(
      flags.filter((flag) => !gethFlags(args).includes(flag)),
      ["--bootnodes=enode://a@b:1,enode://c@d:2", "--discovery.v4=false"],
    );
    const without = gethFlags({ ...args, discoveryV4: false, discoveryV5: false });
    assert.deepEqual(
      without.filter((flag) => !gethFlags(args).includes(flag)),
      ["--nodiscover"],
    );
  });

  it("announces an address by a flag, by its file, or none", () => {
    const nat = (change: Partial<ExecutionFlagArgs>) =>
      gethFlags({ ...args, ...change }).filter((flag) => flag.startsWith("--nat"));
    assert.deepEqual(nat({}), ["--nat=extip:203.0.113.7"]);
    assert.deepEqual(nat({ advertisedBy: "file" }), []);
    assert.deepEqual(nat({ advertisedBy: "nothing" }), ["--nat=none"]);
  });

  it("listens and announces itself at the same port", () => {
    const flags = gethFlags({ ...args, p2pPort: 31000 });
    assert.ok(flags.includes("--port=31000") && flags.includes("--discovery.port=31000"));
  });
});

describe("Geth's configuration file", () => {
  it("makes the peers static, and trusted those that are", () => {
    assert.equal(
      gethConfigFile({
        staticPeers: ["enode://a@b:1", "enode://c@d:2"],
        trustedPeers: ["enode://c@d:2"],
      }),
      '[Node.P2P]\nStaticNodes = ["enode://a@b:1","enode://c@d:2"]\nTrustedNodes = ["enode://c@d:2"]\n',
    );
  });

  it("has the address where it is told there", () => {
    assert.equal(
      gethConfigFile({ staticPeers: [], trustedPeers: [] }, "ADDRESS"),
      '[Node.P2P]\nNAT = "extip:ADDRESS"\nStaticNodes = []\nTrustedNodes = []\n',
    );
  });

  it("has no peers where there are none", () => {
    assert.equal(
      gethConfigFile({ staticPeers: [], trustedPeers: [] }),
      "[Node.P2P]\nStaticNodes = []\nTrustedNodes = []\n",
    );
  });
});

describe("Geth's image", () => {
  it("is the published one of the version", () => {
    assert.equal(geth.image("1.17.5"), "ethereum/client-go:v1.17.5");
  });
});
