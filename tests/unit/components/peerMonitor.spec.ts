import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { PeerMonitor } from "../../../components/peerMonitor.ts";
import { field, only, run, valueOf } from "../../support/mocks.ts";
import { counts, types } from "./support.ts";

const monitor = () =>
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
      }),
  );
const pod = (...path: (string | number)[]) =>
  field(only(types.deployment, "peer-monitor-deployment"), "spec", "template", "spec", ...path);

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
});
