import assert from "node:assert/strict";

import type * as pulumi from "@pulumi/pulumi";

import { claim } from "../../../../components/kubernetes/claim.ts";
import { byDigest, images } from "../../../../components/kubernetes/images.ts";
import { objectLabels, selectorLabels } from "../../../../components/kubernetes/labels.ts";
import { ports } from "../../../../components/kubernetes/ports.ts";
import { resourceRequirements } from "../../../../components/kubernetes/resources.ts";
import { only, run } from "../../../support/mocks.ts";
import { types } from "../support.ts";

describe("a claim", () => {
  /** Makes a claim and says with which options the engine was asked for it. */
  async function claimed(protect: boolean | undefined) {
    let options: Partial<pulumi.CustomResourceOptions> = {};
    const look: pulumi.ResourceTransformation = ({ opts }) => {
      options = opts;
      return undefined;
    };
    const args = { name: "data", namespace: "ethereum", labels: {}, size: "1Gi", protect };
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
        annotations: { "pulumi.com/skipAwait": "true" },
      },
      spec: {
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: "1Ti" } },
        storageClassName: "fast",
      },
    });
  });

  it("is kept whatever happens to the program where it is protected, and only there", async () => {
    assert.deepEqual(await claimed(true), { protect: true, retainOnDelete: true });
    for (const protect of [false, undefined]) {
      const kept = await claimed(protect);
      assert.ok(!kept.protect && !kept.retainOnDelete);
    }
  });
});

describe("resources", () => {
  it("may use what they ask for, and all CPU there is", () => {
    assert.deepEqual(resourceRequirements({ cpu: "1", memory: "2Gi" }), {
      requests: { cpu: "1", memory: "2Gi" },
      limits: { memory: "2Gi" },
    });
  });

  it("may be limited otherwise", () => {
    const args = { cpu: "1", memory: "2Gi", cpuLimit: "4", memoryLimit: "3Gi" };
    assert.deepEqual(resourceRequirements(args).limits, { memory: "3Gi", cpu: "4" });
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
