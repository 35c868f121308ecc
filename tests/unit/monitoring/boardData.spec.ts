import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { pino } from "pino";

import { waitFor } from "../../../local/support/wait.ts";
import { recordedCapacity } from "../../../monitoring/capacity/series.ts";
import { type Job } from "../../../monitoring/jobs.ts";
import { resourceJobs } from "../../../monitoring/resourceScrape.ts";
import { ruleFile } from "../../../monitoring/rules/ruleFile.ts";
import { nodeJobs } from "../../../monitoring/scrape.ts";
import { Collector } from "../../../monitor/src/serve/collector.ts";
import { createMetrics } from "../../../monitor/src/serve/metrics.ts";
import { agentReading, agentSync } from "../../../monitor/test/support/agentAnswers.ts";
import { GETH_ANSWERS } from "../../../monitor/test/support/fixtures.ts";
import { beaconAnswers, sendJson, TestServer } from "../../../monitor/test/support/httpServer.ts";
import { askBoards, type BoardFindings, type WithoutData } from "../../support/boardData.ts";
import {
  recordedScrape,
  startPrometheus,
  type LocalPrometheus,
} from "../../support/localPrometheus.ts";
import { toolPath } from "../../support/tool.ts";
import { unrecorded } from "../../support/unrecorded.ts";
import { devnet, targetsOf } from "./stacks.ts";

const withoutData: readonly WithoutData[] = [
  ...unrecorded.map(({ job, metric, pair, why }) => ({
    job,
    metric,
    why,
    ...(pair === undefined ? {} : { matcher: pair.replaceAll('"', "") }),
  })),
  ...[recordedCapacity.volumeDaysLeft, recordedCapacity.volumeGrowth].map((metric) => ({
    metric,
    why: "nine minutes of a volume's history tell its pace, and here are seconds",
  })),
];

describe("the boards, asked of a real Prometheus that scrapes recorded clients", function () {
  this.timeout(60_000);
  const open: { close: () => unknown }[] = [];
  let prometheus: LocalPrometheus | undefined;
  let port = 0;
  let found: BoardFindings;

  before(async function () {
    const program = toolPath(this, "prometheus");
    port = await serve(await texts());
    prometheus = await startPrometheus(program, config(port), rules());
    const { query } = prometheus;
    // A rate needs two samples, and what the rules record comes after those.
    await waitFor(
      "samples",
      async () => (await query("min(count_over_time(up[1m])) > 4")).length > 0,
      { timeout: 30_000 },
    );
    found = await askBoards(async (expr) => (await query(expr)).length, withoutData);
  });
  after(async () => {
    await prometheus?.stop();
    for (const one of open) await one.close();
  });

  it("are refused nowhere", () => {
    assert.ok(found.asked > 200);
    assert.deepEqual(found.refused, []);
  });

  it("draw something in every panel, but for what is listed with a reason", () => {
    assert.deepEqual(found.empty, []);
  });

  it("draw nothing of what is listed, and the list has nothing that nobody asks for", () => {
    assert.deepEqual(found.filled, []);
    assert.deepEqual(found.unused, []);
  });

  it("would be seen to draw nothing: without a reason for it, and with a wrong name", async () => {
    const { query } = prometheus ?? assert.fail();
    const { empty } = await askBoards(async (expr) => (await query(expr)).length, []);
    assert.ok(empty.some((line) => line.startsWith("geth / Block import, median / A")));
    assert.deepEqual(await query('geth_head_block{job="geth"}'), []);
  });

  /** What every job answers. */
  async function texts(): Promise<Map<string, () => Promise<string>>> {
    const collector = await monitor();
    const registry = createMetrics(collector, "1.2.3");
    const recorded: Job[] = ["geth", "prysm-beacon", "prysm-validator", "prometheus"];
    const resources = resourceConfigs().map(({ job_name }) => job_name);
    const answers = new Map<string, () => Promise<string>>([
      ["peer-monitor", () => registry.metrics()],
    ]);
    for (const job of [...recorded, ...resources]) {
      const text = await recordedScrape(job);
      answers.set(job, () => Promise.resolve(text));
    }
    return answers;
  }

  async function serve(answers: Map<string, () => Promise<string>>): Promise<number> {
    const server: Server = createServer((request, response) => {
      void (answers.get((request.url ?? "").slice(1))?.() ?? Promise.resolve("")).then((text) => {
        response.end(text);
      });
    }).listen(0, "127.0.0.1");
    open.push(server);
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  }

  /** The real peer monitor, which asks two agents and beacon nodes that answer as recorded. */
  async function monitor(): Promise<Collector> {
    const layer = { announced: "1.2.3.4 tcp 30303", problems: [], unchecked: null };
    const agent = await TestServer.open((request, response) => {
      if (request.url === "/v1/sync")
        sendJson(response, agentSync(true, Math.floor(Date.now() / 1000)));
      else
        sendJson(response, {
          ...agentReading(GETH_ANSWERS["admin_peers"] as unknown[]),
          exposure: { execution: layer, consensus: layer },
        });
    });
    const beacon = await TestServer.open(beaconAnswers);
    const nodes = ["node-0", "node-1"].map((name) => ({
      name,
      network: devnet.name,
      execution: { agentUrl: agent.url },
      consensus: { beaconUrl: beacon.url },
    }));
    const collector = new Collector(
      { nodes, pollSeconds: { execution: 1, consensus: 1 } },
      pino({ level: "silent" }),
      1000,
    );
    collector.start();
    open.push(agent, beacon, {
      close: () => {
        collector.stop();
      },
    });
    await waitFor("the peer monitor's first polls", () => Promise.resolve(collector.ready), {
      timeout: 10_000,
    });
    return collector;
  }
});

const targets = targetsOf(devnet, 2);

const resourceConfigs = () =>
  resourceJobs({
    namespaces: ["ethereum"],
    hostNamespace: "monitoring-host",
    targets,
    kubeStateMetrics: "kube-state-metrics:8080",
    kubeletPort: 10250,
    kubeletInsecureTls: false,
  });

/** The labels as in a cluster, the answers all from one place. */
function config(port: number): object {
  const here = [`127.0.0.1:${port}`];
  const common = { fallback_scrape_protocol: "PrometheusText0.0.4" };
  return {
    global: { scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" },
    scrape_configs: [
      ...nodeJobs(targets).map((job) => ({
        ...job,
        ...common,
        metrics_path: `/${job.job_name}`,
        // One address twice would be one target; the labels differ, so it is two.
        static_configs: job.static_configs.map(({ labels }) => ({ targets: here, labels })),
      })),
      ...resourceConfigs().map(({ job_name, metric_relabel_configs }) => ({
        ...common,
        job_name,
        honor_timestamps: false,
        metrics_path: `/${job_name}`,
        metric_relabel_configs,
        static_configs: [{ targets: here, labels: { machine: "machine-1" } }],
      })),
      {
        ...common,
        job_name: "prometheus",
        metrics_path: "/prometheus",
        static_configs: [{ targets: here }],
      },
    ],
  };
}

function rules(): object {
  const now = Math.floor(Date.now() / 1000);
  const network = {
    ...devnet,
    genesisTime: now - 200,
    schedule: [{ name: "Next", kind: "fork" as const, time: now + 10 * 86_400 }],
  };
  const prices = { currency: "EUR", diskGibMonth: 0.1, cpuMonth: 20, memoryGibMonth: 4 };
  const nodes = ["node-0", "node-1"].map((name) => ({ name, diskGib: 10, cpu: 1, memoryGib: 4 }));
  const file = ruleFile(network, targets, { prices, nodes });
  // At a production's pace the costs would come after a minute.
  return { groups: file.groups.map((group) => ({ ...group, interval: "1s" })) };
}
