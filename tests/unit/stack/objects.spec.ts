import assert from "node:assert/strict";

import type { KubernetesObject } from "../../support/runStack.ts";
import { inEveryStack, stack, type BuiltStack } from "./allStacks.ts";

const named = ({ kind, metadata }: KubernetesObject) => `${kind} ${metadata.name}`;
const ofKind = ({ objects }: BuiltStack, ...kinds: string[]) =>
  objects.filter(({ kind }) => kinds.includes(kind));

/** Kinds of objects that are in no namespace; the name says whose they are. */
const clusterWide = /^(ClusterRole|ValidatingAdmissionPolicy)(Binding)?$/;

interface ServiceSpec {
  readonly selector: Readonly<Record<string, string>>;
  readonly ports: readonly {
    readonly port: number;
    readonly targetPort: number;
    readonly protocol: "TCP" | "UDP";
  }[];
}

describe("the objects of a stack", () => {
  for (const [name, expected] of [
    [
      "dev",
      {
        Namespace: 3,
        NetworkPolicy: 23,
        Service: 17,
        PodDisruptionBudget: 2,
        StatefulSet: 8,
        Deployment: 2,
        Job: 2,
        PersistentVolumeClaim: 9,
        ConfigMap: 6,
        Secret: 6,
        DaemonSet: 1,
        ServiceAccount: 2,
        Role: 3,
        RoleBinding: 3,
        ClusterRole: 1,
        ClusterRoleBinding: 1,
        ValidatingAdmissionPolicy: 1,
        ValidatingAdmissionPolicyBinding: 1,
      },
    ],
    [
      "hoodi",
      {
        Namespace: 3,
        NetworkPolicy: 19,
        Service: 15,
        PodDisruptionBudget: 2,
        StatefulSet: 5,
        Deployment: 2,
        Job: 1,
        PersistentVolumeClaim: 6,
        ConfigMap: 12,
        Secret: 4,
        DaemonSet: 1,
        ServiceAccount: 2,
        Role: 3,
        RoleBinding: 3,
        ClusterRole: 1,
        ClusterRoleBinding: 1,
        ValidatingAdmissionPolicy: 1,
        ValidatingAdmissionPolicyBinding: 1,
      },
    ],
    [
      "sepolia",
      {
        Namespace: 3,
        NetworkPolicy: 19,
        Service: 15,
        PodDisruptionBudget: 2,
        StatefulSet: 5,
        Deployment: 2,
        Job: 1,
        PersistentVolumeClaim: 6,
        ConfigMap: 12,
        Secret: 4,
        DaemonSet: 1,
        ServiceAccount: 2,
        Role: 3,
        RoleBinding: 3,
        ClusterRole: 1,
        ClusterRoleBinding: 1,
        ValidatingAdmissionPolicy: 1,
        ValidatingAdmissionPolicyBinding: 1,
      },
    ],
    [
      "mainnet",
      {
        Namespace: 3,
        NetworkPolicy: 22,
        Service: 21,
        PodDisruptionBudget: 2,
        StatefulSet: 7,
        Deployment: 2,
        Job: 2,
        PersistentVolumeClaim: 8,
        ConfigMap: 13,
        Secret: 7,
        DaemonSet: 1,
        ServiceAccount: 2,
        Role: 3,
        RoleBinding: 3,
        ClusterRole: 1,
        ClusterRoleBinding: 1,
        ValidatingAdmissionPolicy: 1,
        ValidatingAdmissionPolicyBinding: 1,
      },
    ],
  ] as const) {
    it(`are these: ${name}`, async () => {
      const counts: Record<string, number> = {};
      for (const { kind } of (await stack(name)).objects) counts[kind] = (counts[kind] ?? 0) + 1;
      assert.deepEqual(counts, expected);
    });
  }

  inEveryStack("all have the recommended labels", ({ objects }) => {
    for (const object of objects) {
      const { labels = {} } = object.metadata;
      for (const label of ["name", "instance", "component"]) {
        assert.match(labels[`app.kubernetes.io/${label}`] ?? "", /^[a-z0-9-]+$/, named(object));
      }
      assert.equal(labels["app.kubernetes.io/part-of"], "ethnode", named(object));
      assert.equal(labels["app.kubernetes.io/managed-by"], "pulumi", named(object));
    }
  });

  inEveryStack("are all in one of the three namespaces, or guard one", (built) => {
    const { objects, namespaces } = built;
    const homes = [...Object.values(namespaces), `${namespaces.monitoring}-host`];
    for (const object of objects) {
      if (clusterWide.test(object.kind)) {
        assert.equal(object.metadata.namespace, undefined);
        assert.ok(object.metadata.name.startsWith(`${namespaces.monitoring}-`), named(object));
      } else if (object.kind === "Namespace") {
        assert.equal(object.metadata.namespace, undefined);
        assert.ok(homes.includes(object.metadata.name), named(object));
      } else {
        assert.ok(homes.includes(object.metadata.namespace ?? ""), named(object));
      }
    }
  });

  inEveryStack("of one kind have different names in a namespace", ({ objects }) => {
    const names = objects.map((one) => `${one.metadata.namespace ?? ""} ${named(one)}`);
    assert.equal(new Set(names).size, names.length);
  });

  inEveryStack("that belong to a node begin with its name", (built) => {
    const { nodes, objects } = built;
    for (const object of objects) {
      const node = nodes.find(
        (one) => object.metadata.labels?.["app.kubernetes.io/instance"] === one,
      );
      if (node !== undefined) assert.ok(object.metadata.name.startsWith(`${node}-`), named(object));
    }
    for (const node of nodes) {
      for (const name of [`${node}-geth`, `${node}-prysm`]) {
        assert.ok(
          built.pods.some((pod) => pod.name === name),
          name,
        );
      }
    }
  });

  inEveryStack(
    "that others address have a name, and those that roll a pod get a new one each time",
    (built) => {
      for (const { type, inputs } of built.registered) {
        if (!type.startsWith("kubernetes:")) continue;
        const { name } = inputs["metadata"] as { name?: string };
        const rolls = type.endsWith(":ConfigMap") || type.endsWith(":Secret");
        assert.equal(name === undefined, rolls, type);
        assert.equal(inputs["immutable"], rolls ? true : undefined, type);
      }
    },
  );
});

describe("every Service", () => {
  inEveryStack(
    "leads to one pod, or to all that stand in for each other, at ports that they have",
    (built) => {
      for (const service of ofKind(built, "Service")) {
        const { selector, ports } = service["spec"] as ServiceSpec;
        const selected = built.pods.filter(
          ({ namespace, labels }) =>
            namespace === service.metadata.namespace &&
            Object.entries(selector).every(([key, value]) => labels[key] === value),
        );
        const all = service.metadata.name === "rpc" ? built.nodes.map((node) => `${node}-geth`) : 1;
        assert.deepEqual(
          all === 1 ? selected.length : selected.map(({ name }) => name),
          all,
          named(service),
        );
        for (const { port, targetPort, protocol } of ports) {
          assert.equal(targetPort, port, named(service));
          for (const pod of selected) {
            const open = pod.containers.flatMap((one) => one.ports ?? []);
            assert.ok(
              open.some(
                (one) => one.containerPort === port && (one.protocol ?? "TCP") === protocol,
              ),
              `${named(service)}: ${port}/${protocol}`,
            );
          }
        }
      }
    },
  );

  inEveryStack(
    "that a StatefulSet's pod is named by is there, without an address of its own",
    (built) => {
      for (const set of ofKind(built, "StatefulSet")) {
        const { serviceName, replicas, podManagementPolicy } = set["spec"] as Record<
          string,
          unknown
        >;
        assert.equal(replicas, 1, named(set));
        assert.equal(podManagementPolicy, "Parallel", named(set));
        const service = ofKind(built, "Service").find(
          ({ metadata }) =>
            metadata.name === serviceName && metadata.namespace === set.metadata.namespace,
        );
        assert.equal((service?.["spec"] as { clusterIP?: string } | undefined)?.clusterIP, "None");
      }
    },
  );
});

describe("every volume", () => {
  inEveryStack("is claimed once, is mounted by one pod, and has the stack's class", (built) => {
    const claims = ofKind(built, "PersistentVolumeClaim");
    const used = built.pods.flatMap(({ namespace, volumes }) =>
      volumes.flatMap(({ persistentVolumeClaim }) =>
        persistentVolumeClaim === undefined
          ? []
          : [`${namespace} ${(persistentVolumeClaim as { claimName: string }).claimName}`],
      ),
    );
    assert.deepEqual(
      claims.map(({ metadata }) => `${metadata.namespace ?? ""} ${metadata.name}`).toSorted(),
      used.toSorted(),
    );
    for (const claim of claims) {
      const { storageClassName, accessModes } = claim["spec"] as Record<string, unknown>;
      assert.equal(storageClassName, "standard");
      assert.deepEqual(accessModes, ["ReadWriteOnce"]);
    }
  });
});
