import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import axios from "axios";
import { parse } from "yaml";

import { waitFor } from "../../local/support/wait.ts";
import type { AlertmanagerConfig } from "../../monitoring/routing/config.ts";
import { alertmanagerConfig } from "../../monitoring/routing/config.ts";
import { keyFiles } from "../../monitoring/routing/keys.ts";
import { nodeJobs, type PrometheusConfig } from "../../monitoring/scrape.ts";
import type { RuleFile } from "../../monitoring/rules/rule.ts";
import { scrapeTargets } from "../../stack/monitoring.ts";
import { sharedApiServer, type ApiServer } from "../support/apiServer.ts";
import { podsOf } from "../support/dryRun.ts";
import { startPrometheus, type LocalPrometheus } from "../support/localPrometheus.ts";
import { isForOperator, operatorStack } from "../support/operatorStack.ts";
import { apply, generated, installOperatorKinds, Operator } from "../support/prometheusOperator.ts";
import type { KubernetesObject } from "../support/runStack.ts";
import { sharedNamespace, sharedPrometheus } from "../support/sharedPrometheus.ts";
import { runTool, toolPath } from "../support/tool.ts";
import { everyKind } from "../unit/monitoring/receivers.ts";
import { settingsOf } from "../unit/settings/support.ts";

const stacks = [
  { stack: "dev", namespace: "ethereum" },
  { stack: "hoodi", namespace: "ethereum-hoodi" },
] as const;

/** What Prometheus says of a target. */
interface Target {
  readonly labels: Readonly<Record<string, string>>;
  readonly scrapeUrl: string;
  readonly scrapeInterval: string;
  readonly scrapeTimeout: string;
}

describe("what the real operator makes of two stacks for one Prometheus", () => {
  let api: ApiServer;
  let operator: Operator;
  let folder = "";
  let prometheusYaml = "";

  before(async function () {
    this.timeout(180_000);
    toolPath(this, "prometheus-operator");
    api = await sharedApiServer();
    folder = await mkdtemp(join(tmpdir(), "ethnode-operator-"));
    await installOperatorKinds(api.client);
    for (const { stack, namespace } of stacks) {
      const all = await operatorStack(stack);
      await put([{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }]);
      await put(all.filter(isForOperator));
      await run(api, all.flatMap(podsOf));
    }
    await put(sharedPrometheus());
    operator = new Operator(api);
    const text = await made("prometheus-shared", "prometheus.yaml.gz");
    // The reloader in Prometheus' pod puts in which of several it is; there is one.
    prometheusYaml = text.replaceAll("$(SHARD)", "0");
  });

  after(async () => {
    operator.stop();
    for (const namespace of [sharedNamespace, ...stacks.map((each) => each.namespace)]) {
      await api.client.send({ method: "DELETE", path: `/api/v1/namespaces/${namespace}` });
    }
    await rm(folder, { recursive: true, force: true });
  });

  const put = async (objects: readonly KubernetesObject[]): Promise<void> => {
    const { code, stderr } = await apply(api, objects);
    assert.equal(code, 0, stderr);
  };

  /** A file of the operator's making, once it has seen both stacks. */
  const made = (secret: string, key: string): Promise<string> =>
    waitFor(
      key,
      async () => {
        const text = (await generated(api.client, `${sharedNamespace}/${secret}`, key)) ?? "";
        return stacks.every(({ namespace }) => text.includes(`${namespace}/`)) && text;
      },
      { timeout: 60_000 },
    );

  it("refuses none of the objects", () => {
    assert.doesNotMatch(operator.log, /ethnode/);
  });

  describe("the scrapes", () => {
    let prometheus: LocalPrometheus;
    let targets: readonly Target[];

    before(async function () {
      this.timeout(60_000);
      const config = parse(prometheusYaml) as PrometheusConfig;
      // Its rules and its Alertmanager are in files and pods that are not here.
      const { global, scrape_configs: jobs } = config;
      const scrapes = { global, scrape_configs: jobs.map((job) => outside(job, api)) };
      prometheus = await startPrometheus(toolPath(this, "prometheus"), scrapes);
      targets = await waitFor("targets of both stacks", () => seen(prometheus.url), {
        timeout: 30_000,
      });
    });
    after(() => prometheus.stop());

    for (const { stack, namespace } of stacks) {
      it(`are those of the bundled Prometheus, and each once: ${stack}`, async () => {
        const settings = await settingsOf(stack);
        const bundled = nodeJobs(scrapeTargets(settings)).flatMap((job) =>
          job.static_configs.flatMap(({ targets: names, labels }) =>
            names.map((instance) => ({
              labels: { job: job.job_name, instance, namespace, ...labels },
              place: `:${instance.split(":")[1]}${job.metrics_path}`,
              scrapeInterval: `${settings.scrapeIntervalSeconds}s`,
              scrapeTimeout: `${Math.min(settings.scrapeIntervalSeconds, 10)}s`,
            })),
          ),
        );
        const own = targets
          .filter(({ labels }) => labels["namespace"] === namespace)
          .map(({ labels, scrapeUrl, scrapeInterval, scrapeTimeout }) => ({
            labels,
            place: /:\d+\/.*/.exec(scrapeUrl)?.[0],
            scrapeInterval,
            scrapeTimeout,
          }));
        assert.deepEqual(sorted(own), sorted(bundled));
      });
    }

    it("read Geth as the text that it sends", () => {
      const { scrape_configs: jobs } = parse(prometheusYaml) as PrometheusConfig;
      const told = jobs.filter((job) => job.fallback_scrape_protocol !== undefined);
      assert.deepEqual(
        new Map(told.map((job) => [job.job_name as string, job.fallback_scrape_protocol])),
        new Map(
          stacks.map(({ namespace }) => [
            `podMonitor/${namespace}/ethnode-geth/0`,
            "PrometheusText0.0.4",
          ]),
        ),
      );
    });

    const seen = async (url: string): Promise<Target[] | false> => {
      const answer = await axios.get<{ data: { activeTargets: Target[] } }>(
        `${url}/api/v1/targets?state=active`,
      );
      const { activeTargets } = answer.data.data;
      const namespaces = new Set(activeTargets.map(({ labels }) => labels["namespace"]));
      return namespaces.size === stacks.length && activeTargets;
    };
  });

  it("gives Prometheus rules that promtool takes, and that read one namespace each", async function () {
    const promtool = toolPath(this, "promtool");
    const maps = await waitFor("the rules of both stacks", () => ruleFiles(api), {
      timeout: 60_000,
    });
    assert.equal(maps.length, stacks.length);
    for (const [name, text] of maps) {
      const file = join(folder, name);
      await writeFile(file, text);
      await runTool(promtool, ["check", "rules", "--lint=all", "--lint-fatal", file]);
      const own = stacks.find(({ namespace }) => name.startsWith(`${namespace}-ethnode`));
      assert.ok(own, name);
      const rules = (parse(text) as RuleFile).groups.flatMap((group) => group.rules);
      for (const { labels } of rules) assert.equal(labels?.["namespace"], own.namespace);
    }
  });

  it("gives Alertmanager the bundled routing for each, with every key, and amtool takes it", async function () {
    const amtool = toolPath(this, "amtool");
    const text = await made("alertmanager-shared-generated", "alertmanager.yaml.gz");
    const file = join(folder, "alertmanager.yaml");
    await writeFile(file, text);
    await runTool(amtool, ["check-config", file]);
    const merged = parse(text) as AlertmanagerConfig;
    for (const { namespace } of stacks) {
      const bundled = alertmanagerConfig({
        receivers: everyKind.receivers,
        keysFolder: "/",
        keyFiles: new Set(Object.keys(keyFiles(everyKind))),
      });
      const named = (name: string) => `${namespace}/ethnode/${name}`;
      const route = merged.route.routes.find(({ receiver }) => receiver === named("nobody"));
      assert.ok(route);
      const { routes } = route as unknown as AlertmanagerConfig["route"];
      assert.deepEqual(
        routes.map(({ receiver, matchers, group_wait, group_interval, repeat_interval }) => ({
          ...{ receiver, matchers, group_wait, group_interval, repeat_interval },
        })),
        bundled.route.routes.map(
          ({ receiver, matchers, group_wait, group_interval, repeat_interval }) => ({
            ...{ receiver: named(receiver), matchers, group_wait, group_interval, repeat_interval },
          }),
        ),
      );
      assert.deepEqual(new Set(route.matchers), new Set([`namespace="${namespace}"`]));
      const own = merged.inhibit_rules.filter(({ source_matchers }) =>
        source_matchers.includes(`namespace="${namespace}"`),
      );
      assert.equal(own.length, bundled.inhibit_rules.length);
      for (const { name } of bundled.receivers as { name: string }[]) {
        assert.ok((merged.receivers as { name: string }[]).some((one) => one.name === named(name)));
      }
    }
  });
});

/** A job of a Prometheus that is no pod, and so is told where the API server is and who asks. */
function outside(job: object, { client: { access } }: ApiServer): object {
  const [discovery] = (job as { kubernetes_sd_configs: object[] }).kubernetes_sd_configs;
  const place = {
    api_server: access.server.origin,
    authorization: { credentials: access.authorization?.replace(/^Bearer /, "") },
    tls_config: { insecure_skip_verify: true },
  };
  return { ...job, kubernetes_sd_configs: [{ ...discovery, ...place }] };
}

/** Tells an API server of pods that run, each at an address of its own: nothing runs pods there. */
async function run(api: ApiServer, pods: readonly KubernetesObject[]): Promise<void> {
  for (const [index, pod] of pods.entries()) {
    const { name, namespace = "" } = pod.metadata;
    const path = `/api/v1/namespaces/${namespace}/pods`;
    await api.client.send({ method: "POST", path, body: pod as never });
    const podIP = `192.0.2.${index + 1}`;
    await api.client.send({
      method: "PATCH",
      path: `${path}/${name}/status`,
      contentType: "application/merge-patch+json",
      body: { status: { phase: "Running", podIP, podIPs: [{ ip: podIP }] } },
    });
  }
}

/** The rule files that the operator made, by name, once there is one of each stack. */
async function ruleFiles(api: ApiServer): Promise<[string, string][] | false> {
  const path = `/api/v1/namespaces/${sharedNamespace}/configmaps/prometheus-shared-rulefiles-0`;
  const data = ((await api.client.get(path))?.["data"] ?? {}) as Record<string, string>;
  const files = Object.entries(data);
  return files.length === stacks.length && files;
}

const sorted = <T extends { readonly labels: object }>(list: readonly T[]): T[] =>
  list.toSorted((a, b) => key(a).localeCompare(key(b)));
const key = ({ labels }: { readonly labels: object }): string =>
  JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => a.localeCompare(b)));
