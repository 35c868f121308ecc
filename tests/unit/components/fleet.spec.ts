import assert from "node:assert/strict";

import { Fleet, type FleetNode } from "../../../components/fleet.ts";
import { mainnet } from "../../../networks/mainnet.ts";
import { all, field, only, run, valueOf } from "../../support/mocks.ts";
import { kubernetesObjects } from "../../support/runStack.ts";
import { allowed, type Endpoint } from "../../support/networkPolicies.ts";
import { pods } from "../../support/pods.ts";
import { container, fleetNode, privateChain, types, validatorArgs } from "./support.ts";

const names = ["node-0", "node-1", "node-2"];

const fleetOf = (nodes: readonly FleetNode[]) =>
  run(() => new Fleet("fleet", { namespace: "ethereum", network: mainnet, nodes }));
const fleet = () => fleetOf(names.map(fleetNode));

const staticPeers = (node: string): string[] => {
  const data = only(types.configMap, `${node}-geth-config`).inputs["data"] as Record<
    string,
    string
  >;
  return JSON.parse(/^StaticNodes = (.*)$/m.exec(data["geth.toml"] ?? "")?.[1] ?? "") as string[];
};
const dialled = (node: string): string[] =>
  (container(`${node}-prysm`, "args") as string[])
    .filter((flag) => flag.startsWith("--peer="))
    .map((flag) => flag.slice("--peer=".length));

describe("a fleet of three", () => {
  it("is three nodes, each with two identities and a JWT of its own", async () => {
    await fleet();
    assert.deepEqual(
      all("ethnode:index:EthereumNode").map(({ name, parentType }) => [name, parentType]),
      names.map((name) => [name, "ethnode:index:Fleet"]),
    );
    assert.equal(all("ethnode:index:P2pIdentity").length, 6);
    assert.equal(all("ethnode:index:JwtSecret").length, 3);
    assert.equal(all("random:index/randomBytes:RandomBytes").length, 9);
  });

  it("has each Geth dial all the others, and never itself", async () => {
    const { nodes } = await fleet();
    const enodes = await Promise.all(nodes.map(({ execution }) => valueOf(execution.enode)));
    assert.equal(new Set(enodes).size, 3);
    for (const [index, name] of names.entries()) {
      assert.deepEqual(
        staticPeers(name),
        enodes.filter((_, other) => other !== index),
      );
    }
  });

  it("has each Prysm dial all the others, and never itself", async () => {
    const { nodes } = await fleet();
    const addresses = await Promise.all(
      nodes.map(({ consensus }) => valueOf(consensus.multiaddress)),
    );
    assert.equal(new Set(addresses).size, 3);
    for (const [index, name] of names.entries()) {
      assert.deepEqual(
        dialled(name),
        addresses.filter((_, other) => other !== index),
      );
    }
  });

  it("gives each client the key whose id the others know", async () => {
    await fleet();
    for (const name of names) {
      for (const [client, layer] of [
        ["geth", "execution"],
        ["prysm", "consensus"],
      ]) {
        const sources = field(
          only(types.statefulSet, `${name}-${client ?? ""}`),
          ...(["spec", "template", "spec", "volumes", 1, "projected", "sources", 1] as const),
        );
        assert.deepEqual(sources, {
          secret: { name: `${name}-${layer ?? ""}-identity-secret-1a2b3c4d` },
        });
      }
    }
  });

  it("of one has nobody to dial", async () => {
    await fleetOf([fleetNode("node-0")]);
    assert.deepEqual(staticPeers("node-0"), []);
    assert.deepEqual(dialled("node-0"), []);
  });

  it("dials inside the cluster, whatever peers outside are told", async () => {
    const exposed = (name: string, port: number): FleetNode => {
      const p2p = { exposure: "nodePort", address: "203.0.113.7" } as const;
      const { execution, consensus } = fleetNode(name);
      return {
        name,
        execution: { ...execution, p2p, p2pPort: port },
        consensus: { ...consensus, p2p, p2pPort: port + 1, discoveryPort: port + 2 },
      };
    };
    const { nodes } = await fleetOf([exposed("node-0", 30100), exposed("node-1", 30200)]);
    assert.match(staticPeers("node-0")[0] ?? "", /@node-1-geth-internal\.ethereum\.svc.*:30200$/);
    assert.match(dialled("node-0")[0] ?? "", /^\/dns4\/node-1-prysm-internal\..*\/tcp\/30201\//);
    assert.match((await valueOf(nodes[1]?.execution.enode ?? "")) ?? "", /@203\.0\.113\.7:30200$/);
  });

  it("lets its nodes reach each other at their own ports, also where those differ", async () => {
    const { execution, consensus } = fleetNode("");
    await fleetOf([
      fleetNode("node-0"),
      {
        name: "node-1",
        execution: { ...execution, p2pPort: 30200 },
        consensus: { ...consensus, p2pPort: 30201, discoveryPort: 30202 },
      },
    ]);
    const objects = kubernetesObjects();
    const at = (name: string): Endpoint => {
      const pod = pods(objects).find((one) => one.name === name);
      assert.ok(pod !== undefined, name);
      return { name, ip: "10.244.0.9", pod };
    };
    for (const [from, to, port, protocol] of [
      ["node-0-geth", "node-1-geth", 30200, "TCP"],
      ["node-0-geth", "node-1-geth", 30200, "UDP"],
      ["node-1-geth", "node-0-geth", 30303, "TCP"],
      ["node-0-prysm", "node-1-prysm", 30201, "TCP"],
      ["node-0-prysm", "node-1-prysm", 30201, "UDP"],
      ["node-0-prysm", "node-1-prysm", 30202, "UDP"],
      ["node-1-prysm", "node-0-prysm", 13000, "TCP"],
      ["node-1-prysm", "node-0-prysm", 12000, "UDP"],
    ] as const) {
      const ask = { from: at(from), to: at(to), port, protocol };
      assert.ok(allowed(objects, ask), `${from} to ${to}:${port}/${protocol}`);
    }
  });
});

describe("a fleet of a private chain of 16 validators", () => {
  for (const [counts, atHead] of [
    [[14, 2], ["node-0"]],
    [[2, 14, 0], ["node-1"]],
    [[11, 5], ["node-0"]],
    [
      [10, 6],
      ["node-0", "node-1"],
    ],
    [
      [8, 8],
      ["node-0", "node-1"],
    ],
    [[16], ["node-0"]],
  ] as const) {
    it(`of ${counts.join(" and ")} begins at its head on ${atHead.join(" and ")}`, async () => {
      const nodes = counts.map((count, index) => ({
        ...fleetNode(`node-${index}`),
        validator:
          count === 0 ? undefined : { ...validatorArgs(count, 0), monitorImage: "monitor" },
      }));
      await run(() => new Fleet("fleet", { namespace: "ethereum", ...privateChain(), nodes }));
      assert.deepEqual(
        nodes
          .map(({ name }) => name)
          .filter((name) =>
            (container(`${name}-prysm`, "args") as string[]).includes("--sync-from=head"),
          ),
        atHead,
      );
      // Whoever begins elsewhere waits for the others' newest blocks before it signs.
      for (const { name } of nodes.filter(({ validator }) => validator !== undefined)) {
        assert.deepEqual(
          field(
            only(types.statefulSet, `${name}-validator`),
            ...(["spec", "template", "spec", "initContainers", 0, "args"] as const),
          ),
          atHead.some((head) => head === name)
            ? undefined
            : ["await-head", `--beacon=http://${name}-prysm.ethereum.svc.cluster.local:3500`],
        );
      }
    });
  }
});
