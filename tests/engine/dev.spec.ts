import assert from "node:assert/strict";

import { sharedApiServer } from "../support/apiServer.ts";
import type { ApiServer } from "../support/apiServer.ts";
import { EngineFixture } from "../support/engine.ts";
import { ensureStorageClass } from "../support/storageClass.ts";
import { PodRunner } from "../support/podRunner.ts";

const namespaces = ["ethereum", "monitoring", "monitoring-host"];

// What is not proven here: that the pods run. tests/cluster proves that.
describe("the dev stack, deployed", () => {
  let api: ApiServer;
  let engine: EngineFixture;
  let pods: PodRunner;
  let config: readonly string[];

  before(async () => {
    api = await sharedApiServer();
    await ensureStorageClass(api.client);
    engine = await EngineFixture.ofProject(api.kubeconfig, "dev");
    config = ["--non-interactive", "--config-file", engine.configFile];
    pods = new PodRunner(api.client);
    const text = await engine.ok("up", "--yes", ...config);
    assert.doesNotMatch(text, /\bwarning:/);
  });

  after(async () => {
    await pods.stop();
    await engine.remove();
  });

  it("does nothing the second time, and nothing when refreshed", async () => {
    await engine.ok("preview", "--expect-no-changes", ...config);
    await engine.ok("up", "--yes", "--expect-no-changes", ...config);
    await engine.ok("refresh", "--yes", "--expect-no-changes", ...config);
    await engine.ok("preview", "--expect-no-changes", ...config);
  });

  it("makes again what was lost with its cluster, and keeps its identities", async () => {
    const outputs = async (): Promise<{
      nodesByName: Record<string, { enode: string; peerId: string }>;
    }> => JSON.parse(await engine.ok("stack", "output", "--json", "--show-secrets")) as never;
    const before = await outputs();
    for (const name of namespaces) {
      const path = `/api/v1/namespaces/${name}`;
      await api.client.send({ method: "DELETE", path });
      while ((await api.client.get(path)) !== undefined);
    }
    // What `local/stack.ts up` does where it finds another local cluster than the last time.
    await engine.ok("up", "--yes", "--refresh", ...config);
    const after = await outputs();
    const identities = ({ nodesByName }: typeof before): unknown =>
      Object.values(nodesByName).map(({ enode, peerId }) => [enode, peerId]);
    assert.deepEqual(identities(after), identities(before));
    await engine.ok("preview", "--expect-no-changes", ...config);
  });

  it("leaves nothing in the cluster when it is destroyed", async () => {
    await engine.ok("destroy", "--yes", ...config);
    for (const name of namespaces) {
      assert.equal(await api.client.get(`/api/v1/namespaces/${name}`), undefined);
    }
    assert.equal((await engine.resources()).length, 0);
  });
});
