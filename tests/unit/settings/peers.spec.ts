import assert from "node:assert/strict";

import { peers } from "../../../stack/node/peers.ts";
import { nodes, refusal, settingsOf } from "./support.ts";

/** Real ids: of a Geth and of a Prysm that were started once. */
const id =
  "4ed995147356cb9f756a6a7d01d3f51cfdfec952ee27ff163614f3423521eff0d77668761266bd40731783f5e3972bbdc04f4a7f6a3eceb76c6476e310ec0758";
const peerId = "16Uiu2HAmMGtYRj9PkPW2sepBd7fcc7LtrF1yRXQcLkMo4fcjyiAG";
const enode = `enode://${id}@198.51.100.7:30303`;
/** The example of EIP-778: 127.0.0.1, UDP port 30303. */
const record =
  "enr:-IS4QHCYrYZbAKWCBRlAy5zzaDZXJBGkcnh4MHcBFZntXNFrdvJjX04jRzjzCBOonrkTfj499SZuOh8R33Ls8RRcy5wBgmlkgnY0gmlwhH8AAAGJc2VjcDI1NmsxoQPKY0yuDUmstAHYpMa2_oxVtw0RW_QAdpzBQA8yWM0xOIN1ZHCCdl8";

const wrong: Readonly<Record<string, readonly string[]>> = {
  executionStaticPeers: [
    id,
    record,
    enode.replace("enode", "enode2"),
    enode.replace("4ed9", "4ed"),
    enode.replace("4ed9", "zzzz"),
    // One digit off: no point of the curve.
    enode.replace("4ed9", "4ed8"),
    enode.replace("198.51.100.7", "198.51.100.700"),
    enode.replace("198.51.100.7", "-host-"),
    enode.replace(":30303", ""),
    enode.replace("30303", "0"),
    enode.replace("30303", "65536"),
    `${enode}?discport=x`,
    ` ${enode}`,
  ],
  executionTrustedPeers: [record],
  executionBootnodes: [record.slice(4), `${record}=`],
  consensusStaticPeers: [
    peerId,
    `/ip4/198.51.100.7/tcp/13000`,
    `/ip4/198.51.100.7/udp/13000/p2p/${peerId}`,
    `/ip4/198.51.100/tcp/13000/p2p/${peerId}`,
    `/ip4/198.51.100.7/tcp/99999/p2p/${peerId}`,
    `/ip6/198.51.100.7/tcp/13000/p2p/${peerId}`,
    `/ip4/198.51.100.7/tcp/13000/p2p/${peerId.slice(0, -1)}`,
    `/ip4/198.51.100.7/tcp/13000/p2p/${peerId.replace("16U", "0OI")}`,
    enode,
  ],
  consensusBootnodes: [enode, record.slice(0, -6), "enr:"],
  stunServers: ["stun.example", "stun.example:0", "1.2.3.400:3478", "https://stun.example:3478"],
};

const expected: Readonly<Record<string, RegExp>> = {
  executionStaticPeers:
    /^an enode URL: enode:\/\/, a secp256k1 public key in 128 hexadecimal digits, @, /,
  executionTrustedPeers: /^an enode URL: /,
  executionBootnodes: /^an enode URL: .*; or a node record: enr: and base64url, /,
  consensusStaticPeers: /^a multiaddress with a peer id, such as \/ip4\//,
  consensusBootnodes: /^a node record: enr: and base64url, with the identity scheme v4$/,
  stunServers: /^a STUN server as host:port, such as stun\.example\.org:3478$/,
};

describe("peers that nobody could be", () => {
  for (const [key, values] of Object.entries(wrong)) {
    for (const value of values) {
      it(`are refused: ${key} ${value.slice(0, 60)}`, async () => {
        const message = await refusal("mainnet", { [key]: JSON.stringify([value]) });
        const start = `ethnode:${key}[0]: came ${JSON.stringify(value)}, expected `;
        assert.ok(message.startsWith(start), message);
        assert.match(message.slice(start.length), expected[key] ?? /^$/);
        assert.ok(!message.includes("\n"), message);
      });
    }
    it(`are refused: ${key} that is no list`, async () => {
      assert.match(
        await refusal("mainnet", { [key]: "x" }),
        new RegExp(`^ethnode:${key}: came "x", expected a list of `),
      );
    });
  }

  for (const key of ["discoveryV4", "discoveryV5"]) {
    it(`are not looked for by ${key} maybe`, async () => {
      assert.equal(
        await refusal("mainnet", { [key]: "maybe" }),
        `ethnode:${key}: came "maybe", expected true or false`,
      );
    });
  }
});

describe("ways to find peers that find nobody", () => {
  const off = { discoveryV4: "false", discoveryV5: "false" };

  it("are refused on a public network", async () => {
    assert.equal(
      await refusal("mainnet", off),
      "ethnode:discoveryV5: came false, expected true, or discoveryV4 true, or some executionStaticPeers: without any of them nobody is found on mainnet",
    );
    await settingsOf("mainnet", { ...off, executionStaticPeers: JSON.stringify([enode]) });
    await settingsOf("mainnet", { ...off, discoveryV5: "true" });
  });

  it("are refused with boot nodes that nobody asks, on a private chain too", async () => {
    const executionBootnodes = JSON.stringify([enode]);
    assert.match(
      await refusal("dev", { executionBootnodes }),
      /^ethnode:executionBootnodes: came \["enode:.*"\], expected none while discoveryV4 and discoveryV5 are false/,
    );
    await settingsOf("dev", { executionBootnodes, discoveryV5: "true" });
  });
});

describe("peers of settings", () => {
  const given = {
    executionStaticPeers: JSON.stringify([enode]),
    executionTrustedPeers: JSON.stringify([`enode://${id}@[2001:db8::1]:30303?discport=0`]),
    executionBootnodes: JSON.stringify([record, `enode://${id}@boot.example.org:30303`]),
    consensusStaticPeers: JSON.stringify([
      `/ip4/198.51.100.9/tcp/13000/p2p/${peerId}`,
      `/dns4/peer.example.org/udp/13000/quic-v1/p2p/${peerId}`,
    ]),
    consensusBootnodes: JSON.stringify([record]),
    discoveryV5: "true",
  };

  it("reach every node, and on a private chain the policies let out to them and no further", async () => {
    const { execution, consensus } = peers(await settingsOf("dev", given));
    assert.deepEqual(execution.staticPeers, [enode]);
    assert.equal(execution.bootnodes.length, 2);
    assert.deepEqual([execution.discoveryV4, execution.discoveryV5], [false, true]);
    assert.deepEqual(execution.outsidePeers, [
      { ip: "198.51.100.7", port: 30303 },
      { ip: "127.0.0.1", port: 30303 },
    ]);
    assert.deepEqual(consensus.outsidePeers, [
      { ip: "198.51.100.9", port: 13000 },
      { ip: "127.0.0.1", port: 30303 },
    ]);
  });

  it("need no opening on a public network, unless they are private", async () => {
    const { execution } = peers(
      await settingsOf("mainnet", {
        executionStaticPeers: JSON.stringify([enode, enode.replace("198.51.100.7", "10.1.2.3")]),
      }),
    );
    assert.deepEqual(execution.outsidePeers, [{ ip: "10.1.2.3", port: 30303 }]);
    assert.deepEqual([execution.discoveryV4, execution.discoveryV5], [true, true]);
  });

  it("are none by default, and a private chain has no discovery", async () => {
    const { execution, consensus } = peers(
      await settingsOf("dev", nodes({ name: "n", validators: 16 })),
    );
    assert.deepEqual(execution, {
      staticPeers: [],
      trustedPeers: [],
      bootnodes: [],
      discoveryV4: false,
      discoveryV5: false,
      outsidePeers: [],
    });
    assert.deepEqual(consensus, { staticPeers: [], bootnodes: [], outsidePeers: [] });
  });
});
