import assert from "node:assert/strict";

import { EthereumNode, type EthereumNodeArgs } from "../../../components/ethereumNode.ts";
import { Fleet } from "../../../components/fleet.ts";
import { GethNode } from "../../../components/gethNode.ts";
import { defaultMaxHeadAge, defaultMinPeers } from "../../../components/peerAgent.ts";
import { devnet } from "../../../networks/devnet.ts";
import { mainnet } from "../../../networks/mainnet.ts";
import { all, field, only, run, valueOf } from "../../support/mocks.ts";
import { flag, fleetNode, gethArgs, privateChain, types } from "./support.ts";

const peerAgentImage = "ethnode/peer-monitor:0.1.0";
const of = (name: string) => {
  const { execution, ...others } = fleetNode(name);
  return { ...others, execution: { ...execution, peerAgentImage } };
};
const node = (change: Partial<EthereumNodeArgs> = {}) =>
  run(
    () =>
      new EthereumNode("node-0", {
        ...{ namespace: "ethereum", network: mainnet },
        ...of("node-0"),
        ...change,
      }),
  );
const set = (name: string, ...path: (string | number)[]) =>
  field(only(types.statefulSet, name), ...path);
const containers = (name: string) =>
  set(name, "spec", "template", "spec", "containers") as Readonly<Record<string, unknown>>[];
const agent = () => containers("node-0-geth")[1] ?? {};
const agentFlags = () => agent()["args"] as string[];

describe("a node that is asked whether it is in sync", () => {
  it("is ready by its agent's verdict, which the kubelet asks for every five seconds", async () => {
    await node();
    assert.deepEqual(agent()["readinessProbe"], {
      httpGet: { path: "/v1/sync", port: 8601 },
      periodSeconds: 5,
      timeoutSeconds: 5,
      failureThreshold: 2,
    });
    for (const probe of ["startupProbe", "livenessProbe"]) {
      const { httpGet } = agent()[probe] as { httpGet: unknown };
      assert.deepEqual(httpGet, { path: "/healthz", port: 8601 }, probe);
    }
  });

  it("is never restarted for it: its client is asked for its process only", async () => {
    await node();
    const [geth] = containers("node-0-geth");
    for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"]) {
      const { httpGet } = geth?.[probe] as { httpGet: unknown };
      assert.deepEqual(httpGet, { path: "/", port: 8545 }, probe);
    }
  });

  it("has an agent that knows the consensus client, the chain and what is wanted", async () => {
    const { consensus } = await node();
    assert.deepEqual(agentFlags(), [
      "agent",
      "--ipc=/ipc/geth.ipc",
      "--listen=0.0.0.0:8601",
      `--beacon=${await valueOf(consensus.beaconApiUrl)}`,
      "--chain-id=1",
      "--seconds-per-slot=12",
      "--max-head-age=120",
      "--min-peers=1",
      "--state=/state",
      "--revision=$(POD_REVISION)",
    ]);
  });

  it("takes other limits", async () => {
    const { execution } = of("node-0");
    await node({ execution: { ...execution, maxHeadAgeSeconds: 60, minPeers: 5 } });
    assert.deepEqual(agentFlags().slice(6, 8), ["--max-head-age=60", "--min-peers=5"]);
  });

  it("wants no peers on a private chain, whose nodes have each other only", async () => {
    await run(() => {
      const { network, chain } = privateChain();
      return new EthereumNode("node-0", {
        ...{ namespace: "ethereum", network, chain },
        ...of("node-0"),
      });
    });
    assert.deepEqual(agentFlags().slice(4, 8), [
      "--chain-id=32382",
      "--seconds-per-slot=2",
      "--max-head-age=120",
      "--min-peers=0",
    ]);
    assert.deepEqual([defaultMinPeers(devnet), defaultMinPeers(mainnet)], [0, 1]);
  });

  it("may have a head of ten slots where slots are long", () => {
    const ages = [1, 2, 12, 13, 60].map((secondsPerSlot) =>
      defaultMaxHeadAge({ ...mainnet, secondsPerSlot }),
    );
    assert.deepEqual(ages, [120, 120, 120, 130, 600]);
  });

  it("keeps what its agent remembers with its data, in a folder of its own", async () => {
    await node();
    assert.deepEqual(agent()["volumeMounts"], [
      { name: "ipc", mountPath: "/ipc" },
      { name: "data", mountPath: "/state", subPath: "agent" },
    ]);
  });

  it("is not waited for: ready is in sync, which takes days the first time", async () => {
    const skipAwait = "pulumi.com/skipAwait";
    await node();
    const annotations = (name: string) =>
      set(name, "metadata", "annotations") as Record<string, string> | undefined;
    assert.equal(annotations("node-0-geth")?.[skipAwait], "true");
    assert.equal(annotations("node-0-prysm")?.[skipAwait], undefined);
    await run(() => new GethNode("geth", { ...gethArgs, peerAgentImage }));
    assert.equal(annotations("node-0-geth")?.[skipAwait], undefined);
    assert.equal(agent()["readinessProbe"], undefined);
  });

  it("still answers for ten seconds when it is told to stop, and its consensus client does not", async () => {
    await node();
    assert.deepEqual(containers("node-0-geth")[0]?.["lifecycle"], {
      preStop: { sleep: { seconds: 10 } },
    });
    assert.equal(containers("node-0-prysm")[0]?.["lifecycle"], undefined);
    assert.equal(agent()["lifecycle"], undefined);
  });
});

describe("a fleet's users", () => {
  const names = ["node-0", "node-1"];
  const fleet = () =>
    run(
      () => new Fleet("fleet", { namespace: "ethereum", network: mainnet, nodes: names.map(of) }),
    );

  it("have one address for whichever node is in sync", async () => {
    const { rpc } = await fleet();
    const service = only(types.service, "rpc");
    assert.deepEqual(field(service, "spec", "selector"), {
      "app.kubernetes.io/part-of": "ethnode",
      "app.kubernetes.io/component": "execution",
    });
    assert.equal(field(service, "spec", "publishNotReadyAddresses"), undefined);
    assert.deepEqual(
      (field(service, "spec", "ports") as { name: string; port: number }[]).map(
        ({ name, port }) => `${name}:${port}`,
      ),
      ["rpc:8545", "ws:8546"],
    );
    assert.equal(await valueOf(rpc.rpcUrl), "http://rpc.ethereum.svc.cluster.local:8545");
    assert.equal(await valueOf(rpc.wsUrl), "ws://rpc.ethereum.svc.cluster.local:8546");
  });

  it("are answered by every node under that name too", async () => {
    await fleet();
    for (const name of names) {
      const hosts = flag(`${name}-geth`, "http.vhosts")?.split(",") ?? [];
      for (const host of ["rpc", "rpc.ethereum", "rpc.ethereum.svc.cluster.local"]) {
        assert.ok(hosts.includes(host), host);
      }
      assert.ok(!(flag(`${name}-geth`, "authrpc.vhosts")?.split(",") ?? []).includes("rpc"));
    }
  });

  it("keep all nodes but one when machines are emptied, and no node that is not in sync holds that up", async () => {
    await fleet();
    assert.deepEqual(
      all(types.budget).map(({ inputs }) => inputs["spec"]),
      ["execution", "consensus"].map((layer) => ({
        maxUnavailable: 1,
        unhealthyPodEvictionPolicy: "AlwaysAllow",
        selector: {
          matchLabels: {
            "app.kubernetes.io/part-of": "ethnode",
            "app.kubernetes.io/component": layer,
          },
        },
      })),
    );
  });
});
