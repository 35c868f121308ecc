import assert from "node:assert/strict";

import { sharedApiServer } from "../../support/apiServer.ts";
import type { ApiServer } from "../../support/apiServer.ts";
import { EngineFixture } from "../../support/engine.ts";

const program = `
new k8s.apps.v1.Deployment("web", {
  metadata: { name: "drift", namespace: "default", labels: { tier: "front" }, annotations: { "pulumi.com/skipAwait": "true", empty: "" } },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: {
        containers: [{
          name: "c", image: "busybox:1.35.0", env: [{ name: "EMPTY", value: "" }],
          resources: { limits: { cpu: "1000m", memory: "1024Mi" } }, ports: [{ containerPort: 80 }],
        }],
        volumes: [{ name: "tmp", emptyDir: {} }],
      },
    },
  },
});
new k8s.core.v1.Secret("secret", { metadata: { name: "drift", namespace: "default" }, stringData: { key: "value" } });
`;

const path = "/apis/apps/v1/namespaces/default/deployments/drift";
const refresh = ["refresh", "--yes", "--skip-preview", "--non-interactive"] as const;

describe("a refresh", () => {
  let api: ApiServer;
  let engine: EngineFixture;

  before(async () => {
    api = await sharedApiServer();
    engine = await EngineFixture.create(api.kubeconfig);
    await engine.up(program);
  });

  after(() => engine.dispose());

  const patch = (body: Record<string, never> | object): Promise<unknown> =>
    api.client.send({
      method: "PATCH",
      path,
      query: { fieldManager: "someone" },
      contentType: "application/merge-patch+json",
      body: body as never,
    });

  it("finds nothing where nothing has changed, whatever the API server has rewritten or added", async () => {
    await engine.ok(...refresh, "--expect-no-changes");
    await patch({ metadata: { labels: { added: "by-someone" } } });
    await engine.ok(...refresh);
    await engine.ok("preview", "--expect-no-changes", "--non-interactive");
  });

  it("finds what someone has changed, and the next update puts it right", async () => {
    await patch({ metadata: { labels: { tier: "back" } } });
    assert.match(await engine.ok(...refresh), /~ 1 updated/);
    await engine.write(program);
    // The label belongs to another field manager now, so it is taken back by force or not at all.
    const refused = await engine.fails("preview", "--diff", "--non-interactive");
    assert.match(refused, /"back" => "front"/);
    assert.match(refused, /conflict with "someone".*\.metadata\.labels\.tier/);
    assert.match(refused, /pulumi\.com\/patchForce/);
    await engine.up(
      program.replace("annotations: {", 'annotations: { "pulumi.com/patchForce": "true",'),
    );
    const live = await api.client.get(path);
    assert.equal((live?.["metadata"] as { labels: { tier: string } }).labels.tier, "front");
  });

  it("finds what someone has deleted, and the next update makes it again", async () => {
    await api.client.send({ method: "DELETE", path });
    assert.match(await engine.ok(...refresh), /- 1 deleted/);
    assert.match(await engine.up(program), /\+ 1 created/);
    assert.notEqual(await api.client.get(path), undefined);
  });

  it("leaves alone what took the place of an object when the stack is destroyed", async () => {
    const secret = "/api/v1/namespaces/default/secrets/drift";
    await api.client.send({ method: "DELETE", path: secret });
    const body = { metadata: { name: "drift" } };
    await api.client.send({ method: "POST", path: "/api/v1/namespaces/default/secrets", body });
    await engine.ok("destroy", "--yes", "--skip-preview", "--non-interactive");
    assert.notEqual(await api.client.get(secret), undefined);
    assert.equal(await api.client.get(path), undefined);
  });
});
