import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import { consensusClient, executionClient } from "../../../components/clients/index.ts";
import type {
  ConsensusClientName,
  ExecutionClientName,
} from "../../../components/clients/names.ts";
import { ports } from "../../../components/kubernetes/ports.ts";
import { parseConfig } from "../../../monitor/src/serve/config.ts";
import { field, only, valueOf } from "../../support/mocks.ts";
import { letsIn, letsOut } from "../../support/networkPolicies.ts";
import { pods, type Pod } from "../../support/pods.ts";
import { kubernetesObjects, runStack, type KubernetesObject } from "../../support/runStack.ts";

/** Every client once at least. */
const nodes: readonly {
  readonly name: string;
  readonly executionClient: ExecutionClientName;
  readonly consensusClient: ConsensusClientName;
}[] = [
  { name: "node-0", executionClient: "geth", consensusClient: "prysm" },
  { name: "node-1", executionClient: "nethermind", consensusClient: "lighthouse" },
  { name: "node-2", executionClient: "besu", consensusClient: "teku" },
  { name: "node-3", executionClient: "erigon", consensusClient: "nimbus" },
  { name: "node-4", executionClient: "reth", consensusClient: "lodestar" },
  { name: "node-5", executionClient: "geth", consensusClient: "grandine" },
];

interface ScrapeJob {
  readonly job_name: string;
  readonly metrics_path: string;
  readonly static_configs: readonly { readonly targets: readonly string[] }[];
}

interface Output {
  readonly peerId: string;
  readonly enode: string;
}

describe("a fleet of every client", () => {
  let objects: KubernetesObject[];
  let all: Pod[];
  let byName: Readonly<Record<string, Output>>;

  before(async function () {
    this.timeout("1m");
    const outputs = await runStack("mainnet", { "ethnode:nodes": JSON.stringify(nodes) });
    objects = kubernetesObjects();
    all = pods(objects);
    const known: Record<string, unknown> = (await valueOf(pulumi.output({ ...outputs }))) ?? {};
    byName = known["nodesByName"] as typeof byName;
  });

  const podOf = (name: string): Pod => {
    const found = all.find((pod) => pod.name === name);
    assert.ok(found, name);
    return found;
  };
  const clientPods = () =>
    nodes.flatMap(({ name, executionClient: execution, consensusClient: consensus }) => [
      podOf(`${name}-${execution}`),
      podOf(`${name}-${consensus}`),
    ]);

  it("knows all its members before they run", () => {
    const ids = nodes.map(({ name }) => byName[name]?.peerId ?? "");
    assert.ok(ids.every((id) => id.startsWith("16Uiu2HA")));
    assert.equal(new Set(ids).size, nodes.length);
    const enodes = nodes.map(({ name }) => byName[name]?.enode ?? "");
    assert.ok(enodes.every((enode) => /^enode:\/\/[0-9a-f]{128}@/.test(enode)));
    assert.equal(new Set(enodes).size, nodes.length);
  });

  it("has its peer monitor read the metrics of Prysm, and of no other, which lets nobody in for it", () => {
    const config = only("kubernetes:core/v1:ConfigMap", "peer-monitor-config");
    const told = parseConfig("nodes.json", String(field(config, "data", "nodes.json")));
    const metrics = `:${ports.consensus.metrics}/metrics`;
    assert.deepEqual(
      told.nodes.map(({ consensus }) => consensus?.prysmMetricsUrl),
      nodes.map(({ name, consensusClient: client }) =>
        client === "prysm"
          ? `http://${name}-prysm-internal.ethereum-mainnet.svc.cluster.local${metrics}`
          : undefined,
      ),
    );
    const from = { name: "peer-monitor", ip: "10.244.0.9", pod: podOf("peer-monitor") };
    for (const { name, consensusClient: client } of nodes) {
      const to = { name, ip: "10.244.0.10", pod: podOf(`${name}-${client}`) };
      const ask = { from, to, port: ports.consensus.metrics, protocol: "TCP" } as const;
      for (const judge of [letsIn, letsOut])
        assert.equal(judge(objects, ask), client === "prysm", name);
    }
  });

  it("tells each consensus client of all the others", () => {
    for (const { name, consensusClient: consensus } of nodes) {
      const flags = podOf(`${name}-${consensus}`).containers[0]?.args ?? [];
      for (const other of nodes) {
        const told = flags.some((flag) =>
          flag.includes(`/p2p/${byName[other.name]?.peerId ?? ""}`),
        );
        assert.equal(told, other.name !== name, `${name} of ${other.name}`);
      }
    }
  });

  it("has its metrics read, each client's where it has them", () => {
    const file = objects
      .map(({ data }) => (data as Record<string, string> | undefined)?.["prometheus.json"])
      .find((text) => text !== undefined);
    const { scrape_configs: jobs } = JSON.parse(file ?? "") as { scrape_configs: ScrapeJob[] };
    for (const { name, executionClient: execution, consensusClient: consensus } of nodes) {
      for (const [client, port] of [
        [executionClient(execution), ports.execution.metrics],
        [consensusClient(consensus), ports.consensus.metrics],
      ] as const) {
        const job = jobs.find((one) => one.job_name === client.program);
        const host = `${name}-${client.name}-internal.ethereum-mainnet`;
        const targets = job?.static_configs.flatMap((one) => one.targets) ?? [];
        const read = targets.some((one) => one.startsWith(host) && one.endsWith(`:${port}`));
        assert.ok(read, `${host} is not among ${targets.join()}`);
        assert.equal(job?.metrics_path, client.metricsPath);
      }
    }
  });

  it("asks the cluster for CPU and memory for everything that runs", () => {
    for (const pod of clientPods()) {
      for (const { name, resources } of [...pod.initContainers, ...pod.containers]) {
        const title = `${pod.name}/${name}`;
        assert.match(resources?.requests?.["cpu"] ?? "", /^\d/, title);
        assert.match(resources?.requests?.["memory"] ?? "", /^\d/, title);
        assert.match(resources?.limits?.["memory"] ?? "", /^\d/, title);
      }
    }
  });

  it("mounts the volumes that it has, and every one of them", () => {
    for (const pod of clientPods()) {
      const containers = [...pod.initContainers, ...pod.containers];
      const mounted = containers.flatMap(({ volumeMounts = [] }) => volumeMounts);
      assert.deepEqual(
        new Set(mounted.map(({ name }) => name)),
        new Set(pod.volumes.map(({ name }) => name)),
        pod.name,
      );
    }
  });

  it("starts each consensus client behind the agreement of its checkpoints", () => {
    for (const { name, consensusClient: consensus } of nodes) {
      const steps = podOf(`${name}-${consensus}`).initContainers.map((step) => step.name);
      assert.ok(steps.includes("checkpoint"), `${name}: ${steps.join(", ")}`);
      // What fills a database by itself does so only then.
      const own = steps.indexOf("checkpoint-sync");
      assert.ok(own === -1 || own > steps.indexOf("checkpoint"), steps.join(", "));
    }
  });
});
