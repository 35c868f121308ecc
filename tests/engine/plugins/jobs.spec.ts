import assert from "node:assert/strict";

import type { PropertyMap } from "../../../local/plugins/grpc/values.ts";
import { mapAt, mapsAt, stringAt } from "../../../local/plugins/grpc/values.ts";
import { waitFor } from "../../../local/support/wait.ts";
import { sharedApiServer } from "../../support/apiServer.ts";
import type { ApiServer } from "../../support/apiServer.ts";
import { EngineFixture } from "../../support/engine.ts";

const namespace = "jobs";
const up = ["up", "--yes", "--skip-preview", "--non-interactive"] as const;
const statefulSet = `/apis/apps/v1/namespaces/${namespace}/statefulsets/next`;
const job = `/apis/batch/v1/namespaces/${namespace}/jobs/gate`;
const pods = `/api/v1/namespaces/${namespace}/pods`;

/** A gate of a revision, and a workload of the same revision that waits for it. */
const program = (revision: string): string => `
const ns = new k8s.core.v1.Namespace("ns", { metadata: { name: "${namespace}" } });
const namespace = ns.metadata.name;
const gate = new k8s.batch.v1.Job("gate", {
  metadata: { name: "gate", namespace, annotations: { "pulumi.com/replaceUnready": "true" } },
  spec: {
    backoffLimit: 0,
    template: {
      spec: { restartPolicy: "Never", containers: [{ name: "gate", image: "busybox:1.35.0", args: ["${revision}"] }] },
    },
  },
}, { customTimeouts: { create: "60s" } });
new k8s.apps.v1.StatefulSet("next", {
  metadata: { name: "next", namespace },
  spec: {
    replicas: 0,
    serviceName: "next",
    selector: { matchLabels: { app: "next" } },
    template: {
      metadata: { labels: { app: "next" }, annotations: { revision: "${revision}" } },
      spec: { containers: [{ name: "c", image: "busybox:1.35.0" }] },
    },
  },
}, { dependsOn: [gate] });
`;

describe("a Job that something waits for", () => {
  let api: ApiServer;
  let engine: EngineFixture;

  before(async () => {
    api = await sharedApiServer();
    engine = await EngineFixture.create(api.kubeconfig);
  });
  after(() => engine.dispose());

  const uid = async (path: string): Promise<string> => {
    const object = await api.client.get(path);
    return stringAt(mapAt(object ?? {}, "metadata"), "uid") ?? "";
  };
  const revision = async (): Promise<unknown> => {
    const object = await api.client.get(statefulSet);
    const template = mapAt(mapAt(object ?? {}, "spec"), "template");
    return mapAt(mapAt(template, "metadata"), "annotations")["revision"];
  };

  /** Ends the pod of a revision's Job, as a kubelet would tell it. */
  async function endPod(args: string, exitCode: number, message = ""): Promise<void> {
    const pod = await waitFor(
      `a pod of the Job of ${args}`,
      async () =>
        mapsAt((await api.client.get(pods)) ?? {}, "items").find(
          (each) => argsOf(each) === args && mapAt(each, "status")["phase"] === "Pending",
        ),
      { timeout: 60_000 },
    );
    const name = stringAt(mapAt(pod, "metadata"), "name") ?? "";
    const finishedAt = new Date().toISOString();
    const terminated = { exitCode, message, reason: exitCode === 0 ? "Completed" : "Error" };
    await api.client.send({
      method: "PATCH",
      path: `${pods}/${name}/status`,
      contentType: "application/merge-patch+json",
      body: {
        status: {
          phase: exitCode === 0 ? "Succeeded" : "Failed",
          conditions: [{ type: "Ready", status: "False", lastTransitionTime: finishedAt }],
          containerStatuses: [
            {
              name: "gate",
              image: "busybox:1.35.0",
              imageID: "",
              ready: false,
              restartCount: 0,
              state: { terminated: { ...terminated, startedAt: finishedAt, finishedAt } },
            },
          ],
        },
      },
    });
  }

  const run = async (args: string, exitCode: number, message?: string) => {
    await engine.write(program(args));
    return engine.run(up, () => endPod(args, exitCode, message));
  };

  it("is complete before what depends on it is made", async () => {
    await engine.write(program("one"));
    const { code, text } = await engine.run(up, async () => {
      await waitFor("the Job", () => api.client.get(job), { timeout: 60_000 });
      assert.equal(await revision(), undefined);
      await endPod("one", 0);
    });
    assert.equal(code, 0, text);
    assert.equal(await revision(), "one");
    await engine.ok("preview", "--expect-no-changes", "--non-interactive");
  });

  it("is made anew when its template changes, before what depends on it is updated in place", async () => {
    const [before, workload] = [await uid(job), await uid(statefulSet)];
    await engine.write(program("two"));
    const shown = await engine.ok("preview", "--non-interactive");
    assert.match(shown, /1 to replace/);
    assert.match(shown, /1 to update/);
    const { code, text } = await run("two", 0);
    assert.equal(code, 0, text);
    assert.notEqual(await uid(job), before);
    assert.equal(await uid(statefulSet), workload);
    assert.equal(await revision(), "two");
  });

  it("stops the update when it fails, with its last words shown and the rest untouched", async () => {
    const { code, text } = await run("three", 3, "node-0 is not back after 1800 s");
    assert.notEqual(code, 0);
    assert.match(text, /Job gate failed: /);
    assert.match(text, /gate ended with exit code 3: node-0 is not back after 1800 s/);
    assert.equal(await revision(), "two");
  });

  it("runs again the next time, though nothing has changed, and lets what depends on it go on", async () => {
    const before = await uid(job);
    assert.match(await engine.ok("preview", "--non-interactive"), /1 to replace/);
    const { code, text } = await run("three", 0);
    assert.equal(code, 0, text);
    assert.notEqual(await uid(job), before);
    assert.equal(await revision(), "three");
    assert.deepEqual((await engine.resource("gate")).initErrors ?? [], []);
    await engine.ok("preview", "--expect-no-changes", "--non-interactive");
  });
});

function argsOf(pod: PropertyMap): unknown {
  const { args } = mapsAt(mapAt(pod, "spec"), "containers")[0] ?? {};
  return Array.isArray(args) ? args[0] : undefined;
}
