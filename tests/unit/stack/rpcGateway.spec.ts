import assert from "node:assert/strict";
import { rootCertificates } from "node:tls";

import { accessLabels } from "../../../components/kubernetes/labels.ts";
import { only, registered } from "../../support/mocks.ts";
import { allowed, type Endpoint } from "../../support/networkPolicies.ts";
import { mountedSecrets, pods } from "../../support/pods.ts";
import { kubernetesObjects, runStack, type KubernetesObject } from "../../support/runStack.ts";
import { stack } from "./allStacks.ts";

const nodes = "ethereum-mainnet";
const secretType = "kubernetes:core/v1:Secret";
const on = {
  "ethnode:rpcGateway": JSON.stringify({
    keys: [{ name: "alice" }, { name: "bob", sha256: "ab".repeat(32), requestsPerSecond: 5 }],
    tokens: { algorithm: "HS256", audience: "rpc" },
  }),
  "ethnode:rpcGatewayTokenSecret": "a-secret-of-more-than-32-letters-it-is",
};

const files = () => {
  const { inputs, secretInputs } = only(secretType, "rpc-gateway-files");
  assert.deepEqual(secretInputs, ["stringData"]);
  return inputs["stringData"] as Record<string, string>;
};
const named = (kind: string, name: string): KubernetesObject => {
  const found = kubernetesObjects().filter(
    (one) => one.kind === kind && one.metadata.name === name,
  );
  assert.equal(found.length, 1, `${kind} ${name}`);
  return found[0] as KubernetesObject;
};

describe("the RPC gateway in a stack", () => {
  it("is not there unless asked", async () => {
    const { registered: all, outputs } = await stack("mainnet");
    assert.deepEqual(
      all.filter(({ name }) => name.includes("gateway")),
      [],
    );
    assert.deepEqual([outputs["rpcGatewayUrl"], outputs["rpcGatewayKeys"]], ["", {}]);
  });

  it("makes keys for those who bring none, and knows their hashes only", async () => {
    await runStack("mainnet", on);
    const made = registered.filter(({ name }) => name.startsWith("rpc-gateway-key-of-"));
    assert.deepEqual(
      made.map(({ name }) => name),
      ["rpc-gateway-key-of-alice"],
    );
    const [first, second] = (files()["keys.map"] ?? "").trim().split("\n");
    assert.match(first ?? "", /^[0-9a-f]{64} key\/alice$/);
    assert.equal(second, `${"ab".repeat(32)} key/bob`);
  });

  it("has what it runs by in one Secret, and what signs tokens in nothing else", async () => {
    await runStack("mainnet", on);
    const holders = registered.filter((one) =>
      JSON.stringify(one.inputs).includes(on["ethnode:rpcGatewayTokenSecret"]),
    );
    assert.deepEqual(
      holders.map(({ name }) => name),
      ["rpc-gateway-files"],
    );
    const users = pods(kubernetesObjects()).filter((pod) =>
      mountedSecrets(pod).some((name) => name.startsWith("rpc-gateway-files")),
    );
    assert.deepEqual(
      users.map(({ name }) => name),
      ["rpc-gateway"],
    );
  });

  it("asks the nodes that are in sync, by a name that they answer to", async () => {
    await runStack("mainnet", on);
    const config = files()["haproxy.cfg"] ?? "";
    assert.match(
      config,
      /server-template node- 2 rpc-ready\.ethereum-mainnet\.svc\.cluster\.local:8545 /,
    );
    assert.match(config, /set-header Host rpc$/m);
    const { spec } = named("Service", "rpc-ready");
    assert.deepEqual(
      [
        (spec as Record<string, unknown>)["clusterIP"],
        "publishNotReadyAddresses" in (spec as object),
      ],
      ["None", false],
    );
    const geth = pods(kubernetesObjects()).find(({ name }) => name === "node-0-geth");
    const vhosts = geth?.containers
      .flatMap(({ args = [] }) => args)
      .find((arg) => arg.startsWith("--http.vhosts="));
    assert.ok(vhosts?.split(/[=,]/).includes("rpc"), vhosts);
  });

  it("is reached by pods with its label alone, and reaches what they could with theirs", async () => {
    await runStack("mainnet", on);
    const objects = kubernetesObjects();
    const end = (name: string, labels: Record<string, string>, namespace = nodes): Endpoint => ({
      ...{ name, ip: "10.244.0.99" },
      pod: { namespace, labels },
    });
    const own = (name: string) => {
      const pod = pods(objects).find((one) => one.name === name);
      assert.ok(pod !== undefined, name);
      return { name, ip: "10.244.0.10", pod };
    };
    const [gateway, geth, prysm] = [own("rpc-gateway"), own("node-1-geth"), own("node-1-prysm")];
    const flow = (from: Endpoint, to: Endpoint, port: number): boolean =>
      allowed(objects, { from, to, port, protocol: "TCP" });
    const user = end("user", { [accessLabels.rpcGateway]: "true" });
    const prometheus = end(
      "prometheus",
      { "app.kubernetes.io/name": "prometheus" },
      "monitoring-mainnet",
    );
    const table: readonly (readonly [Endpoint, Endpoint, number, boolean])[] = [
      [user, gateway, 8547, true],
      [user, gateway, 8405, false],
      [user, geth, 8545, false],
      [end("nobody", {}), gateway, 8547, false],
      [end("elsewhere", { [accessLabels.rpcGateway]: "true" }, "default"), gateway, 8547, false],
      [{ name: "the internet", ip: "8.8.8.8" }, gateway, 8547, false],
      [gateway, geth, 8545, true],
      [gateway, geth, 8551, false],
      [gateway, geth, 6060, false],
      [gateway, prysm, 3500, false],
      [gateway, { name: "the internet", ip: "8.8.8.8" }, 443, false],
      [prometheus, gateway, 8547, false],
    ];
    for (const [from, to, port, expected] of table)
      assert.equal(flow(from, to, port), expected, `${from.name} to ${to.name}:${port}`);
  });

  it("speaks TLS by the Secret that it is given", async () => {
    const [ca = ""] = rootCertificates;
    await runStack("mainnet", {
      "ethnode:rpcGateway": JSON.stringify({
        keys: [{ name: "alice" }],
        tlsSecret: "rpc-tls",
        clientCa: ca,
      }),
    });
    assert.match(
      files()["haproxy.cfg"] ?? "",
      /bind :8547 ssl crt \/etc\/gateway-tls\/tls\.crt alpn h2,http\/1\.1 ca-file \/etc\/gateway\/clients\.pem verify required/,
    );
    assert.equal(files()["clients.pem"], ca);
    const pod = pods(kubernetesObjects()).find(({ name }) => name === "rpc-gateway");
    assert.ok(pod !== undefined && mountedSecrets(pod).includes("rpc-tls"));
  });

  it("has its files in a Secret that is made anew where they change, so that its pods start anew", async () => {
    await runStack("mainnet", on);
    const { inputs } = only(secretType, "rpc-gateway-files");
    assert.equal(inputs["immutable"], true);
    assert.equal((inputs["metadata"] as Record<string, unknown>)["name"], undefined);
  });
});
