import assert from "node:assert/strict";

import type * as pulumi from "@pulumi/pulumi";

import {
  claim,
  type VolumeArgs,
  type VolumeSource,
} from "../../../../components/kubernetes/claim.ts";
import { byDigest, images } from "../../../../components/kubernetes/images.ts";
import { objectLabels, selectorLabels } from "../../../../components/kubernetes/labels.ts";
import { ports } from "../../../../components/kubernetes/ports.ts";
import { resourceRequirements } from "../../../../components/kubernetes/resources.ts";
import { field, only, run } from "../../../support/mocks.ts";
import { types } from "../support.ts";

describe("a claim", () => {
  /** Makes a claim and says with which options the engine was asked for it. */
  async function claimed(keeps: Pick<VolumeArgs, "protect" | "retain">) {
    let options: Partial<pulumi.CustomResourceOptions> = {};
    const look: pulumi.ResourceTransformation = ({ opts }) => {
      options = opts;
      return undefined;
    };
    const args = { name: "data", namespace: "ethereum", labels: {}, size: "1Gi", ...keeps };
    await run(() => claim(args, { transformations: [look] }));
    return { protect: options.protect, retainOnDelete: options.retainOnDelete };
  }

  it("asks for its size of its class, without waiting for a pod to bind it", async () => {
    await run(() =>
      claim(
        {
          name: "data",
          namespace: "ethereum",
          labels: { a: "b" },
          size: "1Ti",
          storageClass: "fast",
        },
        {},
      ),
    );
    assert.deepEqual(only(types.claim, "data").inputs, {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: {
        name: "data",
        namespace: "ethereum",
        labels: { a: "b" },
        annotations: {
          "pulumi.com/skipAwait": "true",
          "ethnode.dev/access-mode": "ReadWriteOnce",
          "ethnode.dev/storage-class": "fast",
        },
      },
      spec: {
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: "1Ti" } },
        storageClassName: "fast",
      },
    });
  });

  it("is refused to delete, and stays in the cluster, where it is asked for, and only there", async () => {
    assert.deepEqual(await claimed({ protect: true }), { protect: true, retainOnDelete: false });
    assert.deepEqual(await claimed({ retain: true }), { protect: false, retainOnDelete: true });
    assert.deepEqual(await claimed({}), { protect: false, retainOnDelete: false });
  });

  it("begins with a snapshot or another claim", async () => {
    const source = async (from: VolumeSource) => {
      await run(() =>
        claim({ name: "data", namespace: "ethereum", labels: {}, size: "1Gi", from }, {}),
      );
      return field(only(types.claim, "data"), "spec", "dataSource");
    };
    assert.deepEqual(await source({ snapshot: "monday" }), {
      apiGroup: "snapshot.storage.k8s.io",
      kind: "VolumeSnapshot",
      name: "monday",
    });
    assert.deepEqual(await source({ claim: "node-0-geth-data" }), {
      kind: "PersistentVolumeClaim",
      name: "node-0-geth-data",
    });
  });
});

describe("resources", () => {
  it("may use what they ask for, and all CPU there is", () => {
    assert.deepEqual(resourceRequirements({ cpu: "1", memory: "2Gi" }), {
      requests: { cpu: "1", memory: "2Gi", "ephemeral-storage": "64Mi" },
      limits: { memory: "2Gi", "ephemeral-storage": "4Gi" },
    });
  });

  it("may be limited otherwise", () => {
    const args = { cpu: "1", memory: "2Gi", cpuLimit: "4", memoryLimit: "3Gi" };
    assert.deepEqual(resourceRequirements(args).limits, {
      ...{ memory: "3Gi", cpu: "4" },
      "ephemeral-storage": "4Gi",
    });
  });
});

describe("labels", () => {
  const args = { name: "geth", instance: "node-0", component: "execution" };

  it("select by what never changes", () => {
    assert.deepEqual(selectorLabels(args), {
      "app.kubernetes.io/name": "geth",
      "app.kubernetes.io/instance": "node-0",
      "app.kubernetes.io/component": "execution",
    });
  });

  it("of an object are those that select it and two more", () => {
    assert.deepEqual(objectLabels(args), {
      ...selectorLabels(args),
      "app.kubernetes.io/part-of": "ethnode",
      "app.kubernetes.io/managed-by": "pulumi",
    });
  });
});

describe("an image", () => {
  it("has its digest where that is known", () => {
    assert.match(byDigest(images.prometheus), /^prom\/prometheus:v3\.10\.0@sha256:[0-9a-f]{64}$/);
  });

  it("stays as it is where it is not, also when it has one already", () => {
    for (const image of ["ethnode/peer-monitor:0.1.0", byDigest(images.grafana)]) {
      assert.equal(byDigest(image), image);
    }
  });
});

describe("the ports", () => {
  it("of one pod are different, but for TCP and QUIC, which are two protocols", () => {
    for (const [program, list] of Object.entries(ports)) {
      const numbers = Object.entries<number>(list)
        .filter(([name]) => name !== "p2pQuic")
        .map(([, port]) => port);
      assert.equal(new Set(numbers).size, numbers.length, program);
    }
    assert.ok(!Object.values<number>(ports.execution).includes(ports.peerMonitor.agent));
  });
});
