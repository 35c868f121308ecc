import assert from "node:assert/strict";

import { consensusClients, executionClients } from "../../../components/clients/index.ts";
import { ports } from "../../../components/kubernetes/ports.ts";
import { targetRules } from "../../../monitoring/rules/targets.ts";
import { prometheusConfig } from "../../../monitoring/scrape.ts";
import { scrapeTargets } from "../../../stack/monitoring.ts";
import { settingsOf } from "../settings/support.ts";

/** A stack whose nodes run every client once. */
async function targets() {
  const executions = [...executionClients.keys()];
  const nodes = [...consensusClients.keys()].map((consensusClient, index) => ({
    name: `n${index}`,
    executionClient: executions[index % executions.length],
    consensusClient,
  }));
  return scrapeTargets(await settingsOf("mainnet", { nodes: JSON.stringify(nodes) }));
}

const clients = [...executionClients.values(), ...consensusClients.values()];

describe("the watching of a fleet of all clients", () => {
  it("asks each program at its own path", async () => {
    const config = prometheusConfig({
      targets: await targets(),
      scrapeIntervalSeconds: 15,
      self: "prometheus:9090",
      alertmanager: "alertmanager:9093",
      rulesPath: "/rules.yaml",
      externalLabels: {},
    });
    for (const { program, metricsPath } of clients) {
      const job = config.scrape_configs.find(({ job_name }) => job_name === program);
      assert.equal(job?.metrics_path, metricsPath, program);
    }
  });

  it("asks each at its node's own Service, at the port of its layer", async () => {
    const all = await targets();
    for (const layer of [executionClients, consensusClients]) {
      const port = layer === executionClients ? ports.execution.metrics : ports.consensus.metrics;
      for (const { name, program } of layer.values()) {
        const own = all.filter(({ job }) => job === program);
        assert.ok(own.length > 0, program);
        for (const target of own) {
          assert.equal(target.host, `${target.node ?? ""}-${name}-internal.ethereum-mainnet`);
          assert.equal(target.port, port);
        }
      }
    }
  });

  it("wakes somebody when any client is gone, and nobody for what only watches", async () => {
    const { rules } = targetRules(await targets());
    const severity = (job: string) =>
      rules.map(({ labels }) => labels).find((labels) => labels?.["job"] === job)?.["severity"];
    for (const { program } of clients) assert.equal(severity(program), "critical", program);
    for (const job of ["peer-monitor", "prometheus", "alertmanager"]) {
      assert.equal(severity(job), "warning", job);
    }
  });
});
