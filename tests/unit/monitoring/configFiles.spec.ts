import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ruleFile } from "../../../monitoring/rules/ruleFile.ts";
import { prometheusConfig } from "../../../monitoring/scrape.ts";
import { runTool, toolPath } from "../../support/tool.ts";
import { devnet, mainnet, targetsOf } from "./stacks.ts";

const scrapeConfig = (rulesPath: string) =>
  prometheusConfig({
    targets: targetsOf(devnet, 2),
    scrapeIntervalSeconds: 5,
    self: "localhost:9090",
    alertmanager: "alertmanager:9093",
    rulesPath,
    externalLabels: { stack: "dev" },
  });

describe("the configuration files", function () {
  this.timeout(30_000);
  let folder = "";
  const write = (name: string, content: unknown): string => {
    writeFileSync(join(folder, name), JSON.stringify(content));
    return join(folder, name);
  };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "ethnode-config-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("are accepted by Prometheus", async function () {
    const promtool = toolPath(this, "promtool");
    const rules = write(
      "rules.json",
      ruleFile(devnet, targetsOf(devnet, 2), { nodes: [] }, { resources: true }),
    );
    const config = write("prometheus.json", scrapeConfig(rules));
    await runTool(promtool, ["check", "config", "--lint=all", "--lint-fatal", config]);
  });

  for (const network of [devnet, mainnet]) {
    for (const nodes of [1, 2]) {
      it(`are accepted as rules: ${network.name}, ${nodes} node(s)`, async function () {
        const promtool = toolPath(this, "promtool");
        const rules = write(
          "rules.json",
          ruleFile(network, targetsOf(network, nodes), { nodes: [] }, { resources: true }),
        );
        await runTool(promtool, ["check", "rules", "--lint=all", "--lint-fatal", rules]);
      });
    }
  }
});

describe("what is scraped", () => {
  const { scrape_configs: jobs, global } = scrapeConfig("rules.json");

  it("is every target, with the labels of its node and network", () => {
    assert.deepEqual(
      jobs.map(({ job_name, metrics_path, static_configs }) => [
        job_name,
        metrics_path,
        static_configs?.length,
      ]),
      [
        ["geth", "/debug/metrics/prometheus", 2],
        ["prysm-beacon", "/metrics", 2],
        ["prysm-validator", "/metrics", 2],
        ["peer-monitor", "/metrics", 1],
        ["prometheus", "/metrics", 1],
        ["alertmanager", "/metrics", 1],
      ],
    );
    assert.deepEqual(jobs[0]?.static_configs?.[1], {
      targets: ["node-1-geth-internal.ethereum:6060"],
      labels: { network: "devnet", node: "node-1", client: "geth", layer: "execution" },
    });
  });

  it("is read as text from Geth only, which does not say what it sends", () => {
    assert.deepEqual(
      jobs.flatMap((job) =>
        job.fallback_scrape_protocol === undefined
          ? []
          : [[job.job_name, job.fallback_scrape_protocol]],
      ),
      [["geth", "PrometheusText0.0.4"]],
    );
  });

  it("never waits longer than until the next time", () => {
    assert.deepEqual(global, {
      scrape_interval: "5s",
      scrape_timeout: "5s",
      evaluation_interval: "5s",
      external_labels: { stack: "dev" },
    });
  });
});
