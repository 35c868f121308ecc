import assert from "node:assert/strict";

import {
  hostPortNamespaceLabels,
  restrictedNamespaceLabels,
} from "../../components/kubernetes/podSecurity.ts";
import { createNamespace, deleteNamespaces } from "../support/clusterNamespaces.ts";
import { note } from "../support/clusterReport.ts";
import { ensureStack } from "../support/clusterStack.ts";
import { assertAccepted, dryRun, podsOf } from "../support/dryRun.ts";
import { kubernetesObjects, runStack } from "../support/runStack.ts";
import type { KubernetesObject } from "../support/runStack.ts";
import { stacks } from "../support/stackConfig.ts";

/** The namespaces of a stack's own names may be in use; the objects are shown to the API server in these. */
const prefix = "ethnode-test-dryrun-";
const guarded = `${prefix}guard`;

/** Kinds of objects that are in no namespace. */
const clusterWide = /^(ClusterRole|ValidatingAdmissionPolicy)(Binding)?$/;

describe("every object of every stack, shown to the real API server in a dry run", () => {
  const made = new Set<string>();

  before(async function () {
    this.timeout("15m");
    await ensureStack();
    await create(guarded);
  });
  after(async function () {
    this.timeout("3m");
    await deleteNamespaces(...made);
  });

  async function create(name: string, labels = restrictedNamespaceLabels): Promise<void> {
    await createNamespace(name, labels);
    made.add(name);
  }

  for (const stack of stacks) {
    describe(`stack ${stack}`, () => {
      let namespaces: KubernetesObject[];
      let objects: KubernetesObject[];

      before(async function () {
        this.timeout("2m");
        await runStack(stack);
        const all = kubernetesObjects();
        const isNamespace = ({ kind }: KubernetesObject): boolean => kind === "Namespace";
        namespaces = all.filter(isNamespace).map((object) => ({
          ...object,
          metadata: { ...object.metadata, name: prefix + object.metadata.name },
        }));
        objects = all.filter((object) => !isNamespace(object)).map(moved);
      });

      it("is accepted with strict validation and without a warning", async function () {
        assert.equal(namespaces.length, 3);
        await assertAccepted(namespaces);
        for (const { metadata } of namespaces) {
          const { labels } = metadata as { readonly labels?: Record<string, string> };
          // One has a policy of its own in place of Pod Security, for the folders of the machine.
          const guards = metadata.name.endsWith("-host")
            ? hostPortNamespaceLabels
            : restrictedNamespaceLabels;
          for (const [key, level] of Object.entries(guards)) {
            assert.equal(labels?.[key], level, `label ${key} of namespace ${metadata.name}`);
          }
          await create(metadata.name, labels);
        }
        await assertAccepted(objects);
        note(this, `${namespaces.length + objects.length} objects`);
      });

      it("has no two objects of one kind and name", () => {
        const names = objects.map(
          ({ kind, metadata }) => `${kind} ${metadata.namespace ?? ""}/${metadata.name}`,
        );
        assert.deepEqual(
          names.filter((name, index) => names.indexOf(name) !== index),
          [],
        );
      });

      it("makes only pods that Pod Security restricted, as it is enforced, lets in", async function () {
        // Without their accounts, which are not there: Pod Security does not ask about them.
        const pods = objects.flatMap(podsOf).map(withoutAccount);
        assert.ok(pods.length > 0);
        await assertAccepted(pods);
        note(this, `${pods.length} pods`);
      });
    });
  }

  it("would show a pod template that Pod Security does not allow, by a warning", async () => {
    const { code, stderr } = await dryRun([unsafe]);
    assert.equal(code, 0);
    assert.match(stderr, /^Warning: would violate PodSecurity "restricted:latest"/m);
    await assert.rejects(assertAccepted([unsafe]), /would violate PodSecurity/);
  });

  it("would show a pod that Pod Security does not allow, by a refusal", async () => {
    await assert.rejects(assertAccepted(podsOf(unsafe)), /violates PodSecurity/);
  });

  it("would show a field that there is not", async () => {
    const misspelt = { ...service, spec: { ...service.spec, publishNotReadyAdresses: true } };
    await assert.rejects(assertAccepted([misspelt]), /unknown field "publishNotReadyAdresses"/);
  });
});

const service = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "misspelt", namespace: guarded },
  spec: { ports: [{ port: 80 }] },
};

const unsafe: KubernetesObject = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "unsafe", namespace: guarded },
  spec: {
    selector: { matchLabels: { app: "unsafe" } },
    template: {
      metadata: { labels: { app: "unsafe" } },
      spec: { hostNetwork: true, containers: [{ name: "unsafe", image: "busybox:1.35.0" }] },
    },
  },
};

function withoutAccount(pod: KubernetesObject): KubernetesObject {
  const spec = { ...(pod["spec"] as Record<string, unknown>) };
  delete spec["serviceAccountName"];
  return { ...pod, spec };
}

function moved(object: KubernetesObject): KubernetesObject {
  const { metadata } = object;
  if (clusterWide.test(object.kind)) {
    return { ...object, metadata: { ...metadata, name: prefix + metadata.name } };
  }
  assert.ok(metadata.namespace, `${object.kind} ${metadata.name} is in no namespace`);
  return { ...object, metadata: { ...metadata, namespace: prefix + metadata.namespace } };
}
