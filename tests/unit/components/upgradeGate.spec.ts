import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { EthereumNode, type EthereumNodeArgs } from "../../../components/ethereumNode.ts";
import { Fleet, type FleetArgs } from "../../../components/fleet.ts";
import { mainnet } from "../../../networks/mainnet.ts";
import { all, dependenciesOf, field, only, run } from "../../support/mocks.ts";
import { allowed, type Endpoint } from "../../support/networkPolicies.ts";
import { pods } from "../../support/pods.ts";
import { kubernetesObjects } from "../../support/runStack.ts";
import { fleetNode, privateChain, types, validatorArgs } from "./support.ts";

const job = "kubernetes:batch/v1:Job";
const agent = "ethnode/peer-monitor:0.1.0";
const upgrade = { image: agent, timeoutSeconds: 900 };

/** A node with an agent, without which there is no gate. */
const withAgent = (name: string, version = "1.17.5") => {
  const node = fleetNode(name);
  return { ...node, execution: { ...node.execution, version, peerAgentImage: agent } };
};
const fleet = (args: Partial<FleetArgs> = {}) =>
  run(
    () =>
      new Fleet("fleet", {
        namespace: "ethereum",
        network: mainnet,
        nodes: ["node-0", "node-1", "node-2"].map((name) => withAgent(name)),
        upgrade,
        ...args,
      }),
  );
const node = (args: Partial<EthereumNodeArgs> = {}) =>
  run(
    () =>
      new EthereumNode("node-0", {
        namespace: "ethereum",
        network: mainnet,
        ...withAgent("node-0"),
        upgrade,
        ...args,
      }),
  );

const workloadOf = (name: string) => only(types.statefulSet, name);
/** The workloads and Jobs that an object waits for. */
const waitsFor = (type: string, name: string): string[] =>
  dependenciesOf(only(type, name))
    .filter((text) => /StatefulSet|Job/.test(text))
    .map((text) => text.split(" ")[1] ?? "");
const gateOf = (name = "node-0") => only(job, `${name}-upgrade-gate`);
const gateFlags = (name?: string) =>
  field(gateOf(name), "spec", "template", "spec", "containers", 0, "args") as string[];
const flag = (name: string): string | undefined =>
  gateFlags()
    .find((text) => text.startsWith(`--${name}=`))
    ?.slice(name.length + 3);

describe("the gates of a fleet", () => {
  it("let each node be changed after the one before is back, whatever of it changes", async () => {
    await fleet();
    assert.equal(all(job).length, 3);
    for (const [index, name] of ["node-0", "node-1", "node-2"].entries()) {
      const before = index === 0 ? [] : [`node-${index - 1}-upgrade-gate`];
      assert.deepEqual(waitsFor(types.statefulSet, `${name}-geth`), before);
      assert.deepEqual(waitsFor(types.statefulSet, `${name}-prysm`), before);
      assert.deepEqual(waitsFor(job, `${name}-upgrade-gate`), [`${name}-geth`, `${name}-prysm`]);
    }
  });

  it("hold the validators of a node to the order too", async () => {
    const chain = await run(privateChain);
    await run(() => {
      const nodes = ["node-0", "node-1"].map((name, index) => ({
        ...withAgent(name),
        validator: validatorArgs(8, 8 * index),
      }));
      return new Fleet("fleet", { namespace: "ethereum", ...chain, nodes, upgrade });
    });
    assert.deepEqual(waitsFor(job, "node-0-upgrade-gate"), [
      "node-0-geth",
      "node-0-prysm",
      "node-0-validator",
    ]);
    assert.deepEqual(waitsFor(types.statefulSet, "node-1-validator"), ["node-0-upgrade-gate"]);
  });

  it("are not there where nodes are upgraded at once, and nobody waits for another", async () => {
    await fleet({ upgrade: undefined });
    assert.deepEqual(all(job), []);
    for (const { type, name } of all(types.statefulSet)) assert.deepEqual(waitsFor(type, name), []);
  });

  it("are the clients themselves where no agent says whether a node is in sync", async () => {
    await fleet({ nodes: ["node-0", "node-1"].map(fleetNode) });
    assert.deepEqual(all(job), []);
    assert.deepEqual(waitsFor(types.statefulSet, "node-1-geth"), ["node-0-geth", "node-0-prysm"]);
    assert.equal(field(workloadOf("node-0-geth"), "metadata", "annotations"), undefined);
  });
});

describe("the gate of a node", () => {
  it("is a Job that runs once, is kept, and is made anew by the next up when it failed", async () => {
    await node();
    assert.deepEqual(field(gateOf(), "metadata", "annotations"), {
      "pulumi.com/replaceUnready": "true",
    });
    assert.equal(field(gateOf(), "spec", "backoffLimit"), 0);
    assert.equal(field(gateOf(), "spec", "ttlSecondsAfterFinished"), undefined);
    const deadline = field(gateOf(), "spec", "activeDeadlineSeconds") as number;
    assert.equal(flag("timeout"), "900s");
    assert.ok(deadline > 900, "the program ends by itself first, and says why");
  });

  it("asks for the very pod that the execution client's StatefulSet makes", async () => {
    await node();
    const path = ["spec", "template", "metadata", "annotations", "ethnode.dev/revision"] as const;
    assert.equal(flag("revision"), field(workloadOf("node-0-geth"), ...path));
    assert.equal(flag("agent"), "http://node-0-geth-internal.ethereum.svc.cluster.local:8601");
    assert.equal(flag("rpc"), "http://node-0-geth.ethereum.svc.cluster.local:8545");
    assert.equal(flag("was-in-sync-within"), "24h");
  });

  it("is another one as soon as a pod of either client is, and only then", async () => {
    const templates = [];
    for (const args of [
      {},
      {},
      withAgent("node-0", "1.17.6"),
      { consensus: { ...withAgent("").consensus, version: "7.0.1" } },
      { jwtRotation: "again" },
    ]) {
      await node(args);
      templates.push(JSON.stringify(field(gateOf(), "spec", "template")));
    }
    assert.equal(templates[0], templates[1]);
    // The mocks give a rotated JWT's Secret the same name, which in a cluster is a new one.
    assert.equal(new Set(templates).size, 3);
  });

  it("reaches the agent and the RPC port of its own node, and nothing else; nobody reaches it", async () => {
    await fleet();
    const objects = kubernetesObjects();
    const at = (name: string): Endpoint => {
      const pod = pods(objects).find((one) => one.name === name);
      assert.ok(
        pod !== undefined,
        `${name} among ${pods(objects)
          .map((p) => p.name)
          .join()}`,
      );
      return { name, ip: "10.244.0.9", pod };
    };
    const may = (from: string, to: string, port: number) =>
      allowed(objects, { from: at(from), to: at(to), port, protocol: "TCP" });
    const gate = "node-0-upgrade-gate";
    for (const port of [8601, 8545]) assert.ok(may(gate, "node-0-geth", port), `${port}`);
    for (const port of [8546, 8551, 6060]) assert.ok(!may(gate, "node-0-geth", port), `${port}`);
    for (const port of [8601, 8545]) assert.ok(!may(gate, "node-1-geth", port), `${port}`);
    assert.ok(!may(gate, "node-0-prysm", 3500));
    for (const from of ["node-0-geth", "node-1-upgrade-gate"]) assert.ok(!may(from, gate, 8545));
  });

  it("is let out and let in by a policy on each side", async () => {
    await fleet();
    const policy = (name: string, way: string) =>
      field(only(types.policy, name), "spec", way) as { ports: { port: number }[] }[];
    const node = "node-0";
    const labels = {
      "app.kubernetes.io/component": "upgrade-gate",
      "app.kubernetes.io/instance": node,
    };
    const [out, ...more] = policy(`${node}-upgrade-gate`, "egress");
    assert.deepEqual(more, []);
    assert.deepEqual(
      out?.ports.map(({ port }) => port),
      [8601, 8545],
    );
    const letIn = policy(`${node}-geth`, "ingress").filter((rule) =>
      JSON.stringify(rule).includes("upgrade-gate"),
    );
    for (const rule of letIn) assert.ok(JSON.stringify(rule).includes(JSON.stringify(labels)));
    assert.deepEqual(
      letIn.flatMap(({ ports }) => ports.map(({ port }) => port)),
      [8601, 8545],
    );
  });

  it("counts the changes of both StatefulSets, so that one that takes back another passes it too", async () => {
    await node();
    const annotations = field(gateOf(), "spec", "template", "metadata", "annotations") as object;
    // Nobody counts under the mocks.
    assert.equal((annotations as Record<string, string>)["ethnode.dev/changes"], "0 0");
  });

  it("runs as everything does: restricted, without a token, with limits", async () => {
    await node();
    const spec = field(gateOf(), "spec", "template", "spec") as Record<string, unknown>;
    assert.equal(spec["automountServiceAccountToken"], false);
    assert.equal(spec["restartPolicy"], "Never");
    assert.deepEqual(
      field(gateOf(), "spec", "template", "spec", "containers", 0, "securityContext"),
      field(
        workloadOf("node-0-geth"),
        "spec",
        "template",
        "spec",
        "containers",
        0,
        "securityContext",
      ),
    );
  });

  it("gives flags that the program has", async () => {
    await node();
    const help = await readFile("monitor/src/cli/help.ts", "utf8");
    for (const text of gateFlags().slice(1)) {
      assert.ok(help.includes(text.split("=")[0] ?? text), text);
    }
  });
});
