import assert from "node:assert/strict";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { repoDir } from "../../local/support/paths.ts";
import { sharedApiServer } from "../support/apiServer.ts";
import type { ApiServer } from "../support/apiServer.ts";
import { EngineFixture } from "../support/engine.ts";

const namespace = "claims";
const classes = "/apis/storage.k8s.io/v1/storageclasses";
const claimModule = pathToFileURL(resolve(repoDir, "components/kubernetes/claim.ts")).href;

/** A program with one claim, made as the project's components make theirs. */
const program = (args: Record<string, unknown>): string => `
import { claim } from ${JSON.stringify(claimModule)};
const ns = new k8s.core.v1.Namespace("ns", { metadata: { name: "${namespace}" } });
claim({
  name: "data",
  namespace: ns.metadata.name,
  labels: {},
  ...${JSON.stringify({ size: "20Gi", storageClass: "growing", ...args })},
}, {});
`;

/** What is refused once the claim is there, and what is said of it. */
const refused: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
  [
    "a smaller size",
    { size: "20Gi" },
    /data: size came 20Gi, expected at least 30Gi, which it has: a volume cannot shrink/,
  ],
  [
    "another class",
    { size: "30Gi", storageClass: "fast" },
    /data: storageClass came fast, expected growing, which the volume was made with/,
  ],
  [
    "another access mode",
    { size: "30Gi", accessMode: "ReadWriteOncePod" },
    /data: volumeAccessMode came ReadWriteOncePod, expected ReadWriteOnce, which/,
  ],
  [
    "more history than its database has",
    { size: "30Gi", history: "postMerge" },
    /data: history came postMerge, expected postPrague or less: older blocks are not in its database/,
  ],
];

describe("a claim of this project", () => {
  let api: ApiServer;
  let engine: EngineFixture;
  const path = `/api/v1/namespaces/${namespace}/persistentvolumeclaims/data`;

  before(async () => {
    api = await sharedApiServer();
    await api.client.send({
      method: "POST",
      path: classes,
      body: {
        metadata: { name: "growing" },
        provisioner: "example.com/none",
        allowVolumeExpansion: true,
      },
    });
    engine = await EngineFixture.create(api.kubeconfig);
    await engine.up(program({ from: { snapshot: "monday" }, history: "postMerge" }));
  });

  after(async () => {
    await engine.dispose();
    await api.client.send({ method: "DELETE", path: `${classes}/growing` });
  });

  const live = async () => {
    const { metadata, spec } = (await api.client.get(path)) as {
      metadata: { uid: string };
      spec: {
        resources: { requests: { storage: string } };
        dataSource?: unknown;
        accessModes: string[];
      };
    };
    return { uid: metadata.uid, ...spec, storage: spec.resources.requests.storage };
  };

  /** As a claim that a volume is bound to: only such a one may grow. */
  const bind = async (): Promise<void> => {
    await api.client.send({
      method: "PATCH",
      path: `${path}/status`,
      contentType: "application/merge-patch+json",
      body: { status: { phase: "Bound" } },
    });
  };

  it("begins with a snapshot, and keeps its data when that is no longer in the settings", async () => {
    const before = await live();
    assert.deepEqual(before.dataSource, {
      apiGroup: "snapshot.storage.k8s.io",
      kind: "VolumeSnapshot",
      name: "monday",
    });
    for (const from of [{ snapshot: "tuesday" }, { claim: "another" }, undefined]) {
      await engine.up(program({ from, history: "postMerge" }), "--expect-no-changes");
    }
    assert.equal((await live()).uid, before.uid);
  });

  it("grows and keeps less history in place", async () => {
    await bind();
    const before = await live();
    const text = await engine.up(program({ size: "30Gi", history: "postPrague" }));
    assert.match(text, /PersistentVolumeClaim data updated/);
    assert.doesNotMatch(text, /replac/);
    const after = await live();
    assert.deepEqual([after.storage, after.uid], ["30Gi", before.uid]);
  });

  for (const [title, change, message] of refused) {
    it(`is refused at preview and changes nothing: ${title}`, async () => {
      const before = await live();
      await engine.write(program({ history: "postPrague", ...change }));
      assert.match(await engine.fails("preview", "--non-interactive"), message);
      assert.match(
        await engine.fails("up", "--yes", "--skip-preview", "--non-interactive"),
        message,
      );
      assert.deepEqual(await live(), before);
    });
  }
});
