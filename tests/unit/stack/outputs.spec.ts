import assert from "node:assert/strict";

import { loadBalancerIp } from "../../support/mocks.ts";
import { allStacks, inEveryStack, stack } from "./allStacks.ts";

type Outputs = Readonly<Record<string, unknown>>;

/** Every URL in a value, with where it is. */
function urls(value: unknown, path = ""): (readonly [string, string])[] {
  if (typeof value === "string") return /^(http|ws)s?:/.test(value) ? [[path, value]] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => urls(inner, `${path}.${key}`));
}

describe("a stack's outputs", () => {
  inEveryStack("are these", ({ outputs }) => {
    assert.deepEqual(Object.keys(outputs).toSorted(), [
      "alertmanagerUrl",
      "beaconApiUrl",
      "daysToNextFork",
      "engineUrl",
      "grafanaAdminPassword",
      "grafanaUrl",
      "monthlyCost",
      "namespaces",
      "network",
      "nextFork",
      "nodesByName",
      "peerMonitorTokens",
      "peerMonitorUrl",
      "prometheusUrl",
      "rpcGatewayKeys",
      "rpcGatewayUrl",
      "rpcUrl",
      "sizing",
      "wsUrl",
    ]);
  });

  inEveryStack("say where Prometheus, Alertmanager, Grafana and the peer monitor are", (built) => {
    const { nodes, monitoring } = built.namespaces;
    const { prometheusUrl, alertmanagerUrl, grafanaUrl, peerMonitorUrl } = built.outputs;
    assert.deepEqual(
      { prometheusUrl, alertmanagerUrl, grafanaUrl, peerMonitorUrl },
      {
        prometheusUrl: `http://prometheus.${monitoring}.svc.cluster.local:9090`,
        alertmanagerUrl: `http://alertmanager.${monitoring}.svc.cluster.local:9093`,
        grafanaUrl:
          built.name === "dev" ? "" : `http://grafana.${monitoring}.svc.cluster.local:3000`,
        peerMonitorUrl: `http://peer-monitor.${nodes}.svc.cluster.local:8600`,
      },
    );
  });

  inEveryStack("are for each node what it is and where", (built) => {
    const nodesByName = built.outputs["nodesByName"] as Readonly<Record<string, Outputs>>;
    assert.deepEqual(Object.keys(nodesByName), built.nodes);
    const dev = built.name === "dev";
    for (const [node, outputs] of Object.entries(nodesByName)) {
      const at = (service: string) => `${service}.${built.namespaces.nodes}.svc.cluster.local`;
      const { enode, peerId, ...places } = outputs;
      assert.deepEqual(places, {
        rpcUrl: `http://${at(`${node}-geth`)}:8545`,
        wsUrl: `ws://${at(`${node}-geth`)}:8546`,
        engineUrl: `http://${at(`${node}-geth-internal`)}:8551`,
        beaconApiUrl: `http://${at(`${node}-prysm`)}:3500`,
        metricsUrls: {
          execution: `http://${at(`${node}-geth-internal`)}:6060/debug/metrics/prometheus`,
          consensus: `http://${at(`${node}-prysm-internal`)}:8080/metrics`,
          ...(dev ? { validator: `http://${at(`${node}-validator`)}:8081/metrics` } : {}),
        },
        services: {
          execution: `${node}-geth`,
          executionInternal: `${node}-geth-internal`,
          consensus: `${node}-prysm`,
          consensusInternal: `${node}-prysm-internal`,
          ...(dev ? { validator: `${node}-validator` } : {}),
        },
      });
      const [scheme, address] = String(enode).split("@");
      assert.match(scheme ?? "", /^enode:\/\/[0-9a-f]{128}$/);
      assert.equal(address, `${dev ? at(`${node}-geth-internal`) : loadBalancerIp}:30303`);
      assert.match(String(peerId), /^16Uiu2HA/);
    }
  });

  inEveryStack("have the first node's URLs at the top", ({ outputs, nodes }) => {
    const first = (outputs["nodesByName"] as Readonly<Record<string, Outputs>>)[nodes[0] ?? ""];
    for (const url of ["engineUrl", "beaconApiUrl"]) {
      assert.equal(outputs[url], first?.[url], url);
    }
  });

  inEveryStack("have the URLs of whichever node is in sync at the top", (built) => {
    const host = `rpc.${built.namespaces.nodes}.svc.cluster.local`;
    assert.equal(built.outputs["rpcUrl"], `http://${host}:8545`);
    assert.equal(built.outputs["wsUrl"], `ws://${host}:8546`);
  });

  inEveryStack("name Services that there are, at ports that they have", (built) => {
    const found = urls(built.outputs);
    assert.ok(found.length >= 7 * built.nodes.length + 3);
    for (const [path, url] of found) {
      const { hostname, port } = new URL(url);
      const [name, namespace] = hostname.split(".");
      assertService(built.objects, name, namespace, Number(port), path);
    }
  });

  it("name the network", async () => {
    const networks = await allStacks();
    assert.deepEqual(
      networks.map(({ outputs }) => outputs["network"]),
      [
        { name: "devnet", chainId: 32382 },
        { name: "hoodi", chainId: 560048 },
        { name: "sepolia", chainId: 11155111 },
        { name: "mainnet", chainId: 1 },
      ],
    );
  });
});

describe("what Prometheus scrapes", () => {
  interface ScrapeConfig {
    readonly job_name: string;
    readonly static_configs?: readonly { readonly targets: readonly string[] }[];
  }

  inEveryStack("are Services that there are, at ports that they have", (built) => {
    const { data } = built.objects.find(
      ({ kind, metadata }) => kind === "ConfigMap" && metadata.name.startsWith("prometheus-config"),
    ) as unknown as { data: Record<string, string> };
    const { scrape_configs: jobs } = JSON.parse(data["prometheus.json"] ?? "") as {
      scrape_configs: readonly ScrapeConfig[];
    };
    const targets = jobs.flatMap(({ static_configs }) =>
      (static_configs ?? []).flatMap((one) => one.targets),
    );
    const validators = built.name === "dev" ? 1 : 0;
    // Beside the nodes: the peer monitor, Prometheus itself, Alertmanager and kube-state-metrics.
    assert.equal(targets.length, (2 + validators) * built.nodes.length + 4);
    for (const target of targets) {
      const [host = "", port] = target.split(":");
      if (host === "localhost") continue;
      // A name without a namespace is in Prometheus' own.
      const [name, namespace = built.namespaces.monitoring] = host.split(".");
      assertService(built.objects, name, namespace, Number(port), target);
    }
  });
});

function assertService(
  objects: Awaited<ReturnType<typeof stack>>["objects"],
  name: string | undefined,
  namespace: string | undefined,
  port: number,
  what: string,
): void {
  const service = objects.find(
    ({ kind, metadata }) =>
      kind === "Service" && metadata.name === name && metadata.namespace === namespace,
  );
  assert.ok(service !== undefined, `${what}: no Service ${name ?? ""} in ${namespace ?? ""}`);
  const { ports } = service["spec"] as { ports: { port: number }[] };
  assert.ok(
    ports.some((one) => one.port === port),
    `${what}: no port ${port}`,
  );
}
