import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { resourceMetrics } from "../../../monitoring/resourceMetrics.ts";
import { resourceJobs, type ResourceScrapeArgs } from "../../../monitoring/resourceScrape.ts";
import { prometheusConfig } from "../../../monitoring/scrape.ts";
import {
  recordedScrape,
  startPrometheus,
  type LocalPrometheus,
  type Sample,
} from "../../support/localPrometheus.ts";
import { runTool, toolPath } from "../../support/tool.ts";
import { devnet, targetsOf } from "./stacks.ts";

const targets = targetsOf(devnet, 2);
const resources: ResourceScrapeArgs = {
  namespaces: ["ethereum", "monitoring", "monitoring-host"],
  hostNamespace: "monitoring-host",
  targets,
  kubeStateMetrics: "kube-state-metrics:8080",
  kubeletPort: 10250,
  kubeletInsecureTls: false,
};
const jobs = resourceJobs(resources);

describe("the scrapes of machines, pods and volumes", () => {
  it("are accepted by Prometheus, with the certificates checked and without", async function () {
    const promtool = toolPath(this, "promtool");
    const folder = mkdtempSync(join(tmpdir(), "ethnode-config-"));
    try {
      for (const kubeletInsecureTls of [true, false]) {
        const file = join(folder, `${kubeletInsecureTls}.json`);
        const config = prometheusConfig({
          targets,
          scrapeIntervalSeconds: 15,
          self: "localhost:9090",
          alertmanager: "alertmanager:9093",
          rulesPath: "rules.json",
          externalLabels: {},
          resources: { ...resources, kubeletInsecureTls },
        });
        writeFileSync(file, JSON.stringify(config));
        // The files of a pod's token are not here.
        await runTool(promtool, ["check", "config", "--syntax-only", file]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("show the token to nobody but the kubelets, over TLS that the cluster's authority vouches for", () => {
    const withToken = jobs.filter(({ authorization }) => authorization !== undefined);
    assert.deepEqual(
      withToken.map(({ job_name, scheme, tls_config }) => [job_name, scheme, tls_config]),
      ["kubelet", "cadvisor"].map((job) => [
        job,
        "https",
        { ca_file: "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt" },
      ]),
    );
  });

  describe("in a real Prometheus", function () {
    this.timeout(60_000);
    let server: Server;
    let prometheus: LocalPrometheus;

    before(async function () {
      const program = toolPath(this, "prometheus");
      const texts = new Map<string, string>();
      for (const { job_name } of jobs) texts.set(`/${job_name}`, await recordedScrape(job_name));
      const foreign =
        'kubelet_volume_stats_used_bytes{namespace="shop",persistentvolumeclaim="node-0-geth-data"} 1\n';
      texts.set("/kubelet", `${texts.get("/kubelet") ?? ""}${foreign}`);
      server = createServer((request, response) => {
        response.end(texts.get(request.url ?? ""));
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      prometheus = await startPrometheus(program, {
        global: { scrape_interval: "1s", scrape_timeout: "1s" },
        scrape_configs: jobs.map(({ job_name, metric_relabel_configs }) => ({
          job_name,
          metrics_path: `/${job_name}`,
          fallback_scrape_protocol: "PrometheusText0.0.4",
          honor_timestamps: false,
          metric_relabel_configs,
          static_configs: [
            { targets: [`127.0.0.1:${port}`], labels: { machine: "machine-1", instance: "x" } },
          ],
        })),
      });
      for (let tries = 0; (await series("up == 1")).length < jobs.length; tries += 1) {
        assert.ok(tries < 50, "a job is not up");
        await sleep(300);
      }
    });
    after(async () => {
      await prometheus.stop();
      server.close();
    });
    const series = (expression: string): Promise<Sample[]> => prometheus.query(expression);
    const labels = async (expression: string) =>
      (await series(expression)).map(({ metric }) => metric);

    it("keep every name that is looked at", async () => {
      for (const [job, names] of Object.entries(resourceMetrics)) {
        const kept = await labels(`group by (__name__) ({job="${job}",__name__!~"up|scrape_.*"})`);
        assert.deepEqual(kept.map(({ __name__ }) => __name__).toSorted(), [...names].toSorted());
      }
    });

    it("name the node, the client and the layer of each volume", async () => {
      const found = await labels('kubelet_volume_stats_used_bytes{namespace="ethereum"}');
      assert.deepEqual(
        found
          .map(({ persistentvolumeclaim, network, node, client, layer, machine }) =>
            [persistentvolumeclaim, network, node, client, layer, machine].join(" "),
          )
          .toSorted(),
        [
          "node-0-geth-data devnet node-0 geth execution machine-1",
          "node-0-prysm-data devnet node-0 prysm consensus machine-1",
          "node-0-validator-data devnet node-0 prysm validator machine-1",
        ],
      );
    });

    it("name them of pods and of workloads, and no node of what serves all", async () => {
      const [restarts] = await labels(
        'kube_pod_container_status_restarts_total{pod="node-0-geth-0",container="geth"}',
      );
      assert.deepEqual(
        [restarts?.["node"], restarts?.["layer"], restarts?.["uid"]],
        ["node-0", "execution", undefined],
      );
      const [memory] = await labels('container_memory_working_set_bytes{container="geth"}');
      assert.deepEqual(
        [memory?.["node"], memory?.["client"], memory?.["id"], memory?.["name"]],
        ["node-0", "geth", undefined, undefined],
      );
      const [ready] = await labels(
        'kube_statefulset_status_replicas_ready{statefulset="node-0-geth"}',
      );
      assert.equal(ready?.["layer"], "execution");
      const shared = await labels('kubelet_volume_stats_used_bytes{namespace="monitoring"}');
      assert.deepEqual(
        shared.map(({ node }) => node),
        [undefined],
      );
    });

    it("keep the Kubernetes node's name apart from an Ethereum node's", async () => {
      const requests = await labels('kube_pod_container_resource_requests{pod="node-0-geth-0"}');
      assert.ok(requests.length > 0);
      for (const { node, machine } of requests) {
        assert.deepEqual([node, machine], ["node-0", "ethnode-local"]);
      }
    });

    it("drop what is of other namespaces", async () => {
      assert.deepEqual(await series('{namespace="shop"}'), []);
    });
  });
});
