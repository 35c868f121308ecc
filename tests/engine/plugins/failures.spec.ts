import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

import { sharedApiServer } from "../../support/apiServer.ts";
import type { ApiServer } from "../../support/apiServer.ts";
import { EngineFixture } from "../../support/engine.ts";
import { waitFor } from "../../../local/support/wait.ts";

const namespace = "failures";
const up = ["up", "--yes", "--skip-preview", "--non-interactive"] as const;
const statefulSet = `/apis/apps/v1/namespaces/${namespace}/statefulsets/web`;

/** The processes that a process has started, and theirs. */
async function descendants(pid: number): Promise<number[]> {
  // Linux keeps the children of each thread apart.
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, "utf8")),
  );
  const children = lists.join(" ").split(/\s+/).filter(Boolean).map(Number);
  return [...children, ...(await Promise.all(children.map(descendants))).flat()];
}

interface Choices {
  readonly replicas: number;
  readonly timeout: string;
  /** Whether Pod Security refuses the pods. */
  readonly restricted?: boolean;
}

function program({ replicas, timeout, restricted = false }: Choices): string {
  return `
const ns = new k8s.core.v1.Namespace("ns", { metadata: { name: "${namespace}", labels: ${
    restricted ? '{ "pod-security.kubernetes.io/enforce": "restricted" }' : "{}"
  } } });
new k8s.apps.v1.StatefulSet("web", {
  metadata: { name: "web", namespace: ns.metadata.name },
  spec: {
    replicas: ${replicas},
    serviceName: "web",
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: { containers: [{ name: "c", image: "busybox:1.35.0" }] },
    },
  },
}, { customTimeouts: { create: "${timeout}", update: "${timeout}" } });
`;
}

describe("a rollout that fails", () => {
  let api: ApiServer;
  let engine: EngineFixture;

  before(async () => {
    api = await sharedApiServer();
  });

  beforeEach(async () => {
    engine = await EngineFixture.create(api.kubeconfig);
  });

  // Nothing ends pods where no node runs them, so they are ended by hand before their owner is waited for.
  afterEach(async () => {
    await api.client.send({
      method: "DELETE",
      path: `/api/v1/namespaces/${namespace}/pods`,
      body: { kind: "DeleteOptions", apiVersion: "v1", gracePeriodSeconds: 0 },
    });
    await engine.dispose();
  });

  it("keeps the object in the state with the reason, and tries again the next time", async () => {
    await engine.write(program({ replicas: 1, timeout: "4s" }));
    const started = Date.now();
    const text = await engine.fails(...up);
    assert.ok(Date.now() - started < 30_000, "the time limit of the program counts");
    assert.match(text, /StatefulSet web was not ready after 4 s: 0\/1 ready/);
    assert.match(text, /pod web-0: Pending/);
    assert.match(text, /StatefulSet web: 0\/1 ready, pod web-0: Pending/, "progress is shown");
    const failed = await engine.resource("web");
    assert.equal(failed.id, `${namespace}/web`);
    assert.match(failed.initErrors?.join() ?? "", /was not ready/);
    assert.match(await engine.up(program({ replicas: 0, timeout: "60s" })), /~ 1 updated/);
    assert.deepEqual((await engine.resource("web")).initErrors ?? [], []);
  });

  it("quotes the events of what refuses the pods", async () => {
    await engine.write(program({ replicas: 1, timeout: "5s", restricted: true }));
    const text = await engine.fails(...up);
    assert.match(text, /StatefulSet web: FailedCreate: .* violates PodSecurity "restricted/);
    // The API server warns of it beforehand.
    assert.match(text, /warning: would violate PodSecurity/);
  });

  it("leaves no plugin behind when the engine is killed", async () => {
    await engine.write(program({ replicas: 1, timeout: "120s" }));
    const started: number[] = [];
    await engine.run(up, async (pid) => {
      await waitFor("the StatefulSet", () => api.client.get(statefulSet), { timeout: 30_000 });
      started.push(...(await descendants(pid)));
      process.kill(pid, "SIGKILL");
    });
    assert.ok(started.length >= 3, "language host, program and provider were there");
    const gone = (): Promise<boolean> =>
      Promise.resolve(!started.some((pid) => existsSync(`/proc/${pid}`)));
    await waitFor("the plugins to end", gone, { timeout: 10_000 });
    await engine.ok("cancel", "--yes");
    // The engine could not write down that the object was made.
    await api.client.send({ method: "DELETE", path: `/api/v1/namespaces/${namespace}` });
    await engine.run(["refresh", "--yes", "--skip-preview", "--clear-pending-creates"]);
  });

  it("ends its wait on Ctrl-C with the object in the state and nothing pending", async () => {
    await engine.write(program({ replicas: 1, timeout: "120s" }));
    const { code, text } = await engine.run(up, async (pid) => {
      await waitFor("the StatefulSet", () => api.client.get(statefulSet), { timeout: 30_000 });
      await sleep(1000);
      process.kill(pid, "SIGINT");
    });
    assert.notEqual(code, 0);
    assert.match(text, /StatefulSet web: the wait was cancelled at 0\/1 ready/);
    assert.equal((await engine.resource("web")).id, `${namespace}/web`);
    assert.doesNotMatch(await engine.exported(), /pending_operations/);
  });
});
