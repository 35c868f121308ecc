import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { PeerMonitor, type PeerMonitorArgs } from "../../../components/peerMonitor.ts";
import { monitorFlags, monitorRequests } from "../../../components/peerMonitorPod.ts";
import { bytes } from "../../../sizing/quantity.ts";
import { parseConfig } from "../../../monitor/src/serve/config.ts";
import { field, only, run, valueOf } from "../../support/mocks.ts";
import { counts, types } from "./support.ts";

const monitor = (more: Partial<PeerMonitorArgs> = {}) =>
  run(
    () =>
      new PeerMonitor("peer-monitor", {
        namespace: "ethereum",
        image: "ethnode/peer-monitor:0.1.0",
        nodes: [
          {
            name: "node-0",
            network: "devnet",
            agentUrl: pulumi.output("http://agent:8601"),
            beaconUrl: pulumi.output("http://beacon:3500"),
          },
        ],
        ...more,
      }),
  );
const pod = (...path: (string | number)[]) =>
  field(only(types.deployment, "peer-monitor-deployment"), "spec", "template", "spec", ...path);

const history = { volume: { size: "1Gi", storageClass: "fast" }, retentionDays: 7 };

describe("the peer monitor", () => {
  it("has these objects and no others", async () => {
    const { url } = await monitor();
    assert.deepEqual(counts(), {
      "ethnode:index:PeerMonitor": 1,
      [types.configMap]: 1,
      [types.deployment]: 1,
      [types.policy]: 2,
      [types.service]: 1,
    });
    assert.equal(await valueOf(url), "http://peer-monitor.ethereum.svc.cluster.local:8600");
    assert.equal(field(only(types.service, "peer-monitor"), "metadata", "name"), "peer-monitor");
  });

  it("is told of the nodes in the words of its own configuration", async () => {
    await monitor();
    const config = only(types.configMap, "peer-monitor-config");
    assert.deepEqual(JSON.parse(String(field(config, "data", "nodes.json"))), {
      nodes: [
        {
          name: "node-0",
          network: "devnet",
          execution: { agentUrl: "http://agent:8601" },
          consensus: { beaconUrl: "http://beacon:3500" },
        },
      ],
    });
  });

  it("restarts with a new configuration, which has a new name", async () => {
    await monitor();
    const config = only(types.configMap, "peer-monitor-config");
    assert.equal(config.inputs["immutable"], true);
    assert.equal(field(config, "metadata", "name"), undefined);
    assert.deepEqual(pod("volumes", 0), {
      name: "config",
      configMap: { name: "peer-monitor-config-1a2b3c4d" },
    });
  });

  it("may ask the agents and the beacon APIs, and nobody else", async () => {
    await monitor();
    const pods = (component: string) => ({
      podSelector: { matchLabels: { "app.kubernetes.io/component": component } },
    });
    assert.deepEqual(field(only(types.policy, "peer-monitor-policy"), "spec", "egress"), [
      { to: [pods("execution")], ports: [{ protocol: "TCP", port: 8601 }] },
      { to: [pods("consensus")], ports: [{ protocol: "TCP", port: 3500 }] },
    ]);
  });

  it("reads the metrics of those consensus clients that it is given, and may reach those alone", async () => {
    const node = (name: string, peerMetricsUrl?: string) => ({
      ...{ name, network: "hoodi", agentUrl: "http://agent:8601", beaconUrl: "http://beacon:3500" },
      peerMetricsUrl,
    });
    await monitor({
      nodes: [node("node-0", "http://node-0-prysm-internal:8080/metrics"), node("node-1")],
    });
    const text = String(field(only(types.configMap, "peer-monitor-config"), "data", "nodes.json"));
    assert.deepEqual(
      parseConfig("nodes.json", text).nodes.map(({ consensus }) => consensus?.prysmMetricsUrl),
      ["http://node-0-prysm-internal:8080/metrics", undefined],
    );
    const policy = only(types.policy, "peer-monitor-policy");
    assert.deepEqual(field(policy, "spec", "egress", 2), {
      to: [
        {
          podSelector: {
            matchLabels: {
              "app.kubernetes.io/component": "consensus",
              "app.kubernetes.io/instance": "node-0",
            },
          },
        },
      ],
      ports: [{ protocol: "TCP", port: 8080 }],
    });
  });

  it("is started with the file that is mounted, at the port that its Service has", async () => {
    await monitor();
    assert.deepEqual(pod("containers", 0, "args"), [
      "serve",
      "--config=/config/nodes.json",
      "--listen=0.0.0.0:8600",
    ]);
    assert.equal(pod("containers", 0, "volumeMounts", 0, "mountPath"), "/config");
    assert.equal(field(only(types.service, "peer-monitor"), "spec", "ports", 0, "port"), 8600);
  });

  it("is told what each layer's peers are judged by", async () => {
    await monitor({
      nodes: [
        {
          name: "node-0",
          network: "hoodi",
          agentUrl: "http://agent:8601",
          beaconUrl: "http://beacon:3500",
          exposure: "hostPort",
          publicNetwork: true,
          maxPeers: { execution: 50, consensus: 0 },
        },
      ],
    });
    const config = only(types.configMap, "peer-monitor-config");
    assert.deepEqual(JSON.parse(String(field(config, "data", "nodes.json"))), {
      nodes: [
        {
          name: "node-0",
          network: "hoodi",
          execution: { agentUrl: "http://agent:8601", peerLimit: 50, exposedBy: "hostPort" },
          consensus: { beaconUrl: "http://beacon:3500", exposedBy: "hostPort" },
          publicNetwork: true,
        },
      ],
    });
  });

  it("asks for more memory the more nodes it watches, and for few nodes always the same", () => {
    assert.deepEqual(monitorRequests(9), monitorRequests(1));
    const megabytes = (nodes: number, key: "memory" | "memoryLimit") =>
      bytes(monitorRequests(nodes)[key] ?? "") / 1e6;
    assert.ok(megabytes(1, "memory") >= 100);
    assert.ok(megabytes(1000, "memory") >= 600);
  });

  it("bounds V8's heap where it watches many nodes, and has room for what is no heap beside that", () => {
    assert.equal(monitorFlags(1), undefined);
    assert.equal(monitorFlags(100), undefined);
    for (const nodes of [101, 250, 1000]) {
      const heap = Number(/--max-old-space-size=(\d+)$/.exec(monitorFlags(nodes) ?? "")?.[1]);
      // The peers of a thousand nodes with 70 each take 230 MB when all are unpacked; they may have 120.
      assert.ok(heap >= 30 + (0.23 * nodes * 120) / 70, `${nodes} nodes: ${heap} MB`);
      assert.ok(bytes(monitorRequests(nodes).memoryLimit ?? "") / 2 ** 20 >= heap + 200);
    }
  });

  it("leaves the image its own flags where it watches few", async () => {
    await monitor();
    assert.equal(pod("containers", 0, "env"), undefined);
  });

  it("has these flags in its environment where it watches many nodes", async () => {
    const nodes = Array.from({ length: 101 }, (_, index) => ({
      ...{ name: `node-${index}`, network: "devnet" },
      ...{ agentUrl: "http://agent:8601", beaconUrl: "http://beacon:3500" },
    }));
    await monitor({ nodes });
    assert.deepEqual(pod("containers", 0, "env"), [
      { name: "NODE_OPTIONS", value: monitorFlags(101) },
    ]);
  });

  it("has no volume without history", async () => {
    await monitor();
    assert.equal(counts()[types.claim], undefined);
    assert.equal(
      field(only(types.deployment, "peer-monitor-deployment"), "spec", "strategy"),
      undefined,
    );
  });

  it("keeps its history on a volume that is not precious", async () => {
    await monitor({ history });
    const claim = only(types.claim, "peer-monitor-history");
    assert.equal(field(claim, "spec", "resources", "requests", "storage"), "1Gi");
    assert.equal(field(claim, "spec", "storageClassName"), "fast");
    const config = only(types.configMap, "peer-monitor-config");
    const { folder, ...rest } = (
      JSON.parse(String(field(config, "data", "nodes.json"))) as {
        history: { folder: string };
      }
    ).history;
    assert.deepEqual(rest, { retentionDays: 7, maxMegabytes: 429 });
    assert.deepEqual(pod("containers", 0, "volumeMounts", 2), {
      name: "history",
      mountPath: folder,
    });
    assert.deepEqual(pod("volumes", 2), {
      name: "history",
      persistentVolumeClaim: { claimName: "peer-monitor-history" },
    });
    assert.equal(pod("containers", 0, "securityContext", "readOnlyRootFilesystem"), true);
  });

  it("has no second process at its database while it is replaced", async () => {
    await monitor({ history });
    assert.deepEqual(field(only(types.deployment, "peer-monitor-deployment"), "spec", "strategy"), {
      type: "Recreate",
    });
  });

  it("writes a configuration that the monitor takes", async () => {
    await monitor({ history });
    const config = only(types.configMap, "peer-monitor-config");
    const parsed = parseConfig("nodes.json", String(field(config, "data", "nodes.json")));
    assert.equal(parsed.history?.retentionDays, 7);
  });
});
