import assert from "node:assert/strict";

import { sharedApiServer } from "../../support/apiServer.ts";
import type { ApiServer } from "../../support/apiServer.ts";
import { EngineFixture } from "../../support/engine.ts";

const namespace = "lifecycle";

interface Choices {
  readonly port?: number;
  readonly text?: string;
  readonly accessMode?: string;
}

function program({ port = 80, text = "one", accessMode = "ReadWriteOnce" }: Choices = {}): string {
  return `
const ns = new k8s.core.v1.Namespace("ns", { metadata: { name: "${namespace}" } });
const namespace = ns.metadata.name;
const config = new k8s.core.v1.ConfigMap("config", { metadata: { namespace }, data: { text: "${text}" } });
new k8s.core.v1.Service("web", {
  metadata: { name: "web", namespace },
  spec: { clusterIP: "None", selector: { app: "web" }, ports: [{ name: "http", port: ${port} }] },
});
new k8s.core.v1.PersistentVolumeClaim("data", {
  metadata: { name: "data", namespace, annotations: { "pulumi.com/skipAwait": "true" } },
  spec: { accessModes: ["${accessMode}"], resources: { requests: { storage: "1Gi" } } },
});
new k8s.apps.v1.StatefulSet("web-pods", {
  metadata: { name: "web", namespace },
  spec: {
    replicas: 0,
    serviceName: "web",
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: { containers: [{ name: "c", image: "busybox:1.35.0", envFrom: [{ configMapRef: { name: config.metadata.name } }] }] },
    },
  },
});
ns.metadata.creationTimestamp.apply((time) => pulumi.log.info("born " + time));
export const configName = config.metadata.name;
`;
}

describe("a stack of Kubernetes objects", () => {
  let api: ApiServer;
  let engine: EngineFixture;

  before(async () => {
    api = await sharedApiServer();
    engine = await EngineFixture.create(api.kubeconfig);
    await engine.write(program());
    // What only the cluster knows is not known before it does, though a dry run answers with something in its place.
    assert.doesNotMatch(await engine.ok("preview", "--non-interactive"), /born/);
    await engine.up(program());
  });

  after(() => engine.dispose());

  const uid = async (path: string): Promise<unknown> => {
    const object = await api.client.get(path);
    return (object?.["metadata"] as { uid?: string } | undefined)?.uid;
  };
  const service = `/api/v1/namespaces/${namespace}/services/web`;
  const claim = `/api/v1/namespaces/${namespace}/persistentvolumeclaims/data`;

  it("does nothing the second time", async () => {
    await engine.write(program());
    const text = await engine.ok("preview", "--expect-no-changes", "--non-interactive");
    assert.match(text, /\b6 unchanged/);
    assert.match(await engine.up(program(), "--expect-no-changes"), /\b6 unchanged/);
  });

  it("keeps the live object, and knows when it was made in a preview", async () => {
    const { outputs } = await engine.resource("ns");
    const { creationTimestamp } = outputs?.["metadata"] as { creationTimestamp?: string };
    assert.match(creationTimestamp ?? "", /^\d{4}-\d\d-\d\dT/);
    await engine.write(program({ text: "not deployed" }));
    const shown = await engine.ok("preview", "--non-interactive");
    assert.ok(shown.includes(`born ${creationTimestamp ?? ""}`), shown);
  });

  it("changes a port in place and shows exactly that", async () => {
    const before = await uid(service);
    await engine.write(program({ port: 81 }));
    const shown = await engine.ok("preview", "--diff", "--non-interactive");
    assert.match(shown, /port: 80 => 81/);
    assert.match(await engine.up(program({ port: 81 })), /~ 1 updated/);
    assert.equal(await uid(service), before);
    const live = await api.client.get(service);
    assert.equal((live?.["spec"] as { ports: { port: number }[] }).ports[0]?.port, 81);
  });

  it("replaces a ConfigMap under a new name, and the pods' template follows", async () => {
    const name = (await engine.ok("stack", "output", "configName")).trim();
    const text = await engine.up(program({ port: 81, text: "two" }));
    assert.match(text, /1 replaced/);
    assert.match(text, /~ 1 updated/);
    const renamed = (await engine.ok("stack", "output", "configName")).trim();
    assert.notEqual(renamed, name);
    const configMaps = `/api/v1/namespaces/${namespace}/configmaps`;
    assert.equal(await api.client.get(`${configMaps}/${name}`), undefined);
    const live = await api.client.get(`${configMaps}/${renamed}`);
    assert.deepEqual(live?.["data"], { text: "two" });
  });

  it("replaces a claim of a fixed name by deleting it first", async () => {
    const before = await uid(claim);
    const choices = { port: 81, text: "two", accessMode: "ReadWriteMany" };
    await engine.write(program(choices));
    // A preview tries the new object while the old one is still there under its name.
    assert.match(await engine.ok("preview", "--non-interactive"), /1 to replace/);
    assert.match(await engine.up(program(choices)), /1 replaced/);
    const after = await uid(claim);
    assert.notEqual(after, undefined);
    assert.notEqual(after, before);
  });

  it("leaves nothing behind when it is destroyed", async () => {
    await engine.ok("destroy", "--yes", "--skip-preview", "--non-interactive");
    assert.equal(await api.client.get(`/api/v1/namespaces/${namespace}`), undefined);
    assert.equal((await engine.resources()).length, 0);
  });
});
