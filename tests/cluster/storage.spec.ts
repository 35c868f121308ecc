import assert from "node:assert/strict";

import { list } from "../support/clusterApi.ts";
import { reportFailures } from "../support/clusterReport.ts";
import { ensureStack, ethereum, monitoring, nodes } from "../support/clusterStack.ts";
import { stackProgram } from "../support/stackProgram.ts";

/** What the tests read of a PersistentVolumeClaim. */
interface Claim {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly storageClassName: string;
    readonly volumeName?: string;
    readonly resources: { readonly requests: { readonly storage: string } };
  };
  readonly status: { readonly phase: string; readonly capacity?: { readonly storage: string } };
}

interface StorageClass {
  readonly metadata: { readonly name: string };
  readonly provisioner: string;
  readonly allowVolumeExpansion?: boolean;
}

const claims = (namespace: string): Promise<Claim[]> =>
  list<Claim>(`/api/v1/namespaces/${namespace}/persistentvolumeclaims`);

describe("the volumes of the dev stack", () => {
  before(async function () {
    this.timeout("15m");
    await ensureStack();
  });
  reportFailures();

  it("are one claim for each program that keeps data, bound and of the size that was asked for", async () => {
    const expected = [
      ["alertmanager-data", "1Gi"],
      ...nodes.flatMap((node) => [
        [`${node}-geth-data`, "2Gi"],
        [`${node}-prysm-data`, "2Gi"],
        [`${node}-validator-data`, "1Gi"],
      ]),
      ["peer-monitor-history", "1Gi"],
      ["prometheus-data", "1Gi"],
    ];
    const found = [...(await claims(ethereum)), ...(await claims(monitoring))];
    const summary = found.map(({ metadata, spec, status }) => [
      metadata.name,
      spec.resources.requests.storage,
      status.phase,
      status.capacity?.storage,
    ]);
    assert.deepEqual(
      summary.sort(),
      expected.map(([name, size]) => [name, size, "Bound", size]),
    );
    const volumes = found.map(({ spec }) => spec.volumeName);
    assert.equal(new Set(volumes).size, found.length, "two claims have one volume");
  });

  it("are of a class that makes them and lets them grow", async () => {
    const classes = await list<StorageClass>("/apis/storage.k8s.io/v1/storageclasses");
    const used = new Set((await claims(ethereum)).map(({ spec }) => spec.storageClassName));
    assert.deepEqual([...used], ["standard"]);
    const standard = classes.find(({ metadata }) => metadata.name === "standard");
    assert.equal(standard?.provisioner, "rancher.io/local-path");
    assert.equal(standard.allowVolumeExpansion, true);
  });

  it("are refused another class and access mode at preview, each with what to do instead", async () => {
    const { code, all } = await stackProgram("preview", [
      ...["--", "--config", "ethnode:storageClass=fast"],
      ...["--config", "ethnode:volumeAccessMode=ReadWriteOncePod"],
    ]);
    assert.notEqual(code, 0, all);
    // One is enough, whichever is asked first: the engine asks for no more once a change is refused.
    assert.match(
      all,
      /-(data|history): storageClass came fast, expected standard, .*; volumeAccessMode came ReadWriteOncePod/,
    );
    assert.doesNotMatch(all, /\breplace\b/);
  });
});
