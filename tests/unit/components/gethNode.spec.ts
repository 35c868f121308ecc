import assert from "node:assert/strict";

import { GethNode } from "../../../components/gethNode.ts";
import { ChainMismatchError } from "../../../components/privateChain.ts";
import { devnet } from "../../../networks/devnet.ts";
import { all, field, only, registered, run, valueOf } from "../../support/mocks.ts";
import { container, counts, flag, gethArgs, types } from "./support.ts";

const alone = (change: object = {}) => run(() => new GethNode("geth", { ...gethArgs, ...change }));

describe("a Geth alone", () => {
  it("has these objects and no others", async () => {
    await alone();
    assert.deepEqual(counts(), {
      "ethnode:index:GethNode": 1,
      "ethnode:index:JwtSecret": 1,
      "ethnode:index:P2pIdentity": 1,
      "random:index/randomBytes:RandomBytes": 2,
      [types.secret]: 2,
      [types.claim]: 1,
      [types.configMap]: 1,
      [types.service]: 2,
      [types.policy]: 1,
      [types.statefulSet]: 1,
    });
  });

  it("says where it is and who it is", async () => {
    const node = await alone();
    assert.equal(node.serviceName, "node-0-geth");
    assert.equal(node.internalServiceName, "node-0-geth-internal");
    assert.equal(await valueOf(node.rpcUrl), "http://node-0-geth.ethereum.svc.cluster.local:8545");
    assert.equal(await valueOf(node.wsUrl), "ws://node-0-geth.ethereum.svc.cluster.local:8546");
    assert.equal(
      await valueOf(node.engineUrl),
      "http://node-0-geth-internal.ethereum.svc.cluster.local:8551",
    );
    assert.equal(
      await valueOf(node.metricsUrl),
      "http://node-0-geth-internal.ethereum.svc.cluster.local:6060/debug/metrics/prometheus",
    );
    assert.match(
      (await valueOf(node.enode)) ?? "",
      /^enode:\/\/[0-9a-f]{128}@node-0-geth-internal\.ethereum\.svc\.cluster\.local:30303$/,
    );
    assert.equal(node.agentUrl, undefined);
  });

  it("has the defaults that its arguments promise", async () => {
    await alone();
    assert.equal(flag("node-0-geth", "cache"), "4096");
    assert.equal(flag("node-0-geth", "maxpeers"), "50");
    assert.equal(flag("node-0-geth", "port"), "30303");
    assert.equal(flag("node-0-geth", "history.chain"), "postprague");
    assert.equal(flag("node-0-geth", "nat"), "none");
    assert.equal(container("node-0-geth", "image"), "ethereum/client-go:v1.17.5");
    assert.deepEqual(only(types.configMap, "node-0-geth-config").inputs["data"], {
      "geth.toml": "[Node.P2P]\nStaticNodes = []\nTrustedNodes = []\n",
    });
  });

  it("takes another image, other ports and flags of the user's", async () => {
    await alone({ image: "mirror/geth:1", p2pPort: 30999, extraFlags: ["--verbosity=4"] });
    assert.equal(container("node-0-geth", "image"), "mirror/geth:1");
    assert.equal(flag("node-0-geth", "discovery.port"), "30999");
    assert.equal((container("node-0-geth", "args") as string[]).at(-1), "--verbosity=4");
    assert.deepEqual(
      (
        field(only(types.service, "node-0-geth-internal"), "spec", "ports") as { port: number }[]
      ).map(({ port }) => port),
      [8551, 6060, 30999],
    );
  });

  it("answers to its Services' names, and to localhost for a port-forward", async () => {
    await alone();
    const names = (service: string) =>
      ["", ".ethereum", ".ethereum.svc", ".ethereum.svc.cluster.local"].map((end) => service + end);
    assert.deepEqual(flag("node-0-geth", "http.vhosts")?.split(","), [
      "localhost",
      ...names("node-0-geth"),
    ]);
    assert.deepEqual(
      flag("node-0-geth", "authrpc.vhosts")?.split(","),
      names("node-0-geth-internal"),
    );
  });

  it("keeps engine and RPC on different Services: one waits for readiness, the other must not", async () => {
    await alone();
    const ready = only(types.service, "node-0-geth");
    const internal = only(types.service, "node-0-geth-internal");
    assert.equal(field(ready, "spec", "publishNotReadyAddresses"), undefined);
    assert.deepEqual(
      (field(ready, "spec", "ports") as { port: number }[]).map(({ port }) => port),
      [8545, 8546],
    );
    assert.equal(field(internal, "spec", "publishNotReadyAddresses"), true);
    assert.equal(field(internal, "spec", "clusterIP"), "None");
    assert.deepEqual(
      (field(internal, "spec", "ports") as { port: number }[]).map(({ port }) => port),
      [8551, 6060, 30303],
    );
  });

  it("has no agent, unless one is wanted", async () => {
    const opens = () => registered.some(({ inputs }) => JSON.stringify(inputs).includes("8601"));
    await alone();
    assert.equal(opens(), false);
    assert.equal(container("node-0-geth", "name"), "geth");
    const path = ["spec", "template", "spec", "containers"] as const;
    assert.equal((field(only(types.statefulSet, "node-0-geth"), ...path) as unknown[]).length, 1);
    const node = await alone({ peerAgentImage: "ethnode/peer-monitor:0.1.0" });
    assert.equal(opens(), true);
    assert.equal(
      await valueOf(node.agentUrl ?? ""),
      "http://node-0-geth-internal.ethereum.svc.cluster.local:8601",
    );
    const agent = field(only(types.statefulSet, "node-0-geth"), ...path, 1) as Record<
      string,
      unknown
    >;
    assert.deepEqual(agent["args"], ["agent", "--ipc=/ipc/geth.ipc", "--listen=0.0.0.0:8601"]);
    assert.deepEqual(agent["volumeMounts"], [{ name: "ipc", mountPath: "/ipc" }]);
  });

  it("mounts the JWT and the key where its flags look for them", async () => {
    await alone();
    const volumes = field(
      only(types.statefulSet, "node-0-geth"),
      "spec",
      "template",
      "spec",
      "volumes",
    );
    assert.deepEqual((volumes as unknown[])[1], {
      name: "secrets",
      projected: {
        defaultMode: 0o400,
        sources: [
          {
            secret: {
              name: "geth-jwt-secret-1a2b3c4d",
              items: [{ key: "jwt.hex", path: "jwt.hex" }],
            },
          },
          { secret: { name: "geth-identity-secret-1a2b3c4d" } },
        ],
      },
    });
    assert.equal(flag("node-0-geth", "authrpc.jwtsecret"), "/secrets/jwt.hex");
    assert.equal(flag("node-0-geth", "nodekey"), "/secrets/nodekey");
    const identity = only(types.secret, "geth-identity-secret");
    assert.deepEqual(Object.keys(identity.inputs["stringData"] as object), ["nodekey"]);
  });

  it("uses the JWT that it is given, and makes none", async () => {
    const node = await alone({ jwtSecretName: "jwt-of-both" });
    assert.equal(all("ethnode:index:JwtSecret").length, 0);
    assert.equal(await valueOf(node.jwtSecretName), "jwt-of-both");
  });

  it("is refused on a private network without its chain", async () => {
    await assert.rejects(alone({ network: devnet }), new ChainMismatchError("geth", devnet));
    assert.deepEqual(
      registered.filter(({ type }) => type.startsWith("kubernetes:")),
      [],
    );
  });
});
