import assert from "node:assert/strict";

import type { Container, Pod } from "../../support/pods.ts";
import { inEveryStack, type BuiltStack } from "./allStacks.ts";

const everyPod = (check: (pod: Pod) => void) => (built: BuiltStack) => {
  assert.ok(built.pods.length >= 5);
  for (const pod of built.pods) check(pod);
};
const everyContainer = (check: (container: Container, title: string) => void) =>
  everyPod((pod) => {
    for (const one of [...pod.initContainers, ...pod.containers]) {
      check(one, `${pod.name}/${one.name}`);
    }
  });
const everyRunningContainer = (check: (container: Container, title: string) => void) =>
  everyPod((pod) => {
    // A Job's pod ends.
    if (pod.spec["restartPolicy"] === "Never") return;
    for (const one of pod.containers) check(one, `${pod.name}/${one.name}`);
  });

/** The kinds of volumes that Pod Security `restricted` lets a pod have, of those that this program uses. */
const volumeKinds = ["configMap", "emptyDir", "persistentVolumeClaim", "projected", "secret"];

interface Projected {
  readonly projected?: { readonly sources: readonly object[] };
}

/** Users that are none of the machine's: our own, the Prometheus project's `nobody`, and Grafana's. */
const users = [10001, 65534, 10472];

describe("every pod", () => {
  inEveryStack(
    "is nobody's root, and knows it",
    everyPod(({ name, spec }) => {
      const context = spec["securityContext"] as Record<string, unknown>;
      assert.equal(context["runAsNonRoot"], true, name);
      assert.deepEqual(context["seccompProfile"], { type: "RuntimeDefault" }, name);
      assert.ok(users.includes(context["runAsUser"] as number), name);
      assert.equal(context["fsGroup"], context["runAsUser"], name);
      assert.equal(context["fsGroupChangePolicy"], "OnRootMismatch", name);
    }),
  );

  inEveryStack(
    "has nothing of the machine below it, but for the exporter that is there to look at it",
    everyPod(({ name, spec, volumes }) => {
      for (const field of ["hostNetwork", "hostPID", "hostIPC", "hostUsers", "hostAliases"]) {
        assert.equal(spec[field], undefined, `${name} ${field}`);
      }
      for (const { name: volume, ...kinds } of volumes) {
        if (name === "node-exporter") {
          assert.match(
            String((kinds as { hostPath?: { path: string } }).hostPath?.path),
            /^\/(proc|sys)$/,
          );
          continue;
        }
        const [kind = "", ...more] = Object.keys(kinds);
        assert.ok(volumeKinds.includes(kind) && more.length === 0, `${name} ${volume}: ${kind}`);
      }
    }),
  );

  inEveryStack(
    "gets no environment of Services, and a token of the API server only to ask it",
    everyPod(({ name, spec }) => {
      assert.equal(spec["enableServiceLinks"], false, name);
      const asks = ["prometheus", "kube-state-metrics"].includes(name);
      assert.equal(spec["automountServiceAccountToken"], false, name);
      const sources = ((spec["volumes"] ?? []) as Projected[]).flatMap(
        ({ projected }) => projected?.sources ?? [],
      );
      const tokens = sources.filter((source) => "serviceAccountToken" in source);
      assert.equal(tokens.length, asks ? 1 : 0, name);
      assert.equal(spec["serviceAccountName"], asks ? name : undefined, name);
    }),
  );

  inEveryStack(
    "mounts volumes that it has, and has no volume that nothing mounts",
    everyPod((pod) => {
      const containers = [...pod.initContainers, ...pod.containers];
      const mounted = containers.flatMap(({ volumeMounts = [] }) => volumeMounts);
      assert.deepEqual(
        new Set(mounted.map(({ name }) => name)),
        new Set(pod.volumes.map(({ name }) => name)),
        pod.name,
      );
    }),
  );

  inEveryStack(
    "has time to stop",
    everyPod(({ name, spec }) => {
      assert.ok(Number(spec["terminationGracePeriodSeconds"]) >= 10, name);
    }),
  );
});

/** What a container may be told of its own pod. */
const podFields: ReadonlyMap<string, string> = new Map([
  ["POD_IP", "status.podIP"],
  ["HOST_IP", "status.hostIP"],
  ["POD_REVISION", "metadata.annotations['ethnode.dev/revision']"],
]);

describe("every container", () => {
  inEveryStack(
    "has no rights that it does not need",
    everyContainer(({ securityContext }, title) => {
      assert.deepEqual(
        securityContext,
        {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        title,
      );
    }),
  );

  inEveryStack(
    "asks for CPU and memory, and has a limit of memory",
    everyContainer(({ resources }, title) => {
      assert.match(resources?.requests?.["cpu"] ?? "", /^\d/, title);
      assert.match(resources?.requests?.["memory"] ?? "", /^\d/, title);
      assert.match(resources?.limits?.["memory"] ?? "", /^\d/, title);
    }),
  );

  inEveryStack(
    "has an image with a tag, never the latest",
    everyContainer(({ image }, title) => {
      assert.match(image, /^[\w./-]+:v?\d+(\.\d+)+(@sha256:[0-9a-f]{64})?$/, title);
    }),
  );

  inEveryStack(
    "has no port of the machine's",
    everyContainer(({ ports = [] }, title) => {
      assert.ok(
        ports.every(({ hostPort }) => hostPort === undefined),
        title,
      );
      const pairs = ports.map(
        ({ containerPort, protocol }) => `${containerPort}/${protocol ?? ""}`,
      );
      assert.equal(new Set(pairs).size, pairs.length, title);
      assert.ok(
        ports.every(({ name }) => name.length <= 15),
        title,
      );
    }),
  );

  inEveryStack(
    "has no environment but its pod's own fields, its memory, Prysm's dialling and Grafana's settings",
    everyContainer(({ env = [], envFrom }, title) => {
      assert.equal(envFrom, undefined, title);
      for (const { name, value, valueFrom } of env) {
        if (name === "GOMEMLIMIT") assert.match(String(value), /^\d+MiB$/, title);
        else if (name === "LIBP2P_TCP_REUSEPORT") assert.equal(value, "false", title);
        else if (name.startsWith("GF_")) assert.equal(typeof value, "string", title);
        else {
          assert.ok(podFields.has(name), `${title}: ${name}`);
          assert.deepEqual(valueFrom, { fieldRef: { fieldPath: podFields.get(name) } }, title);
        }
      }
    }),
  );
});

describe("every container that keeps running", () => {
  inEveryStack(
    "is watched while it starts and while it lives",
    everyRunningContainer(({ startupProbe, livenessProbe, ports = [] }, title) => {
      for (const probe of [startupProbe, livenessProbe]) {
        const { httpGet } = probe as { httpGet: { path: string; port: number } };
        assert.match(httpGet.path, /^\//, title);
        assert.ok(
          ports.some(({ containerPort }) => containerPort === httpGet.port),
          title,
        );
      }
    }),
  );

  inEveryStack(
    "says when it can be used, the agent by whether its node is in sync",
    everyRunningContainer(({ name, readinessProbe }, title) => {
      assert.notEqual(readinessProbe, undefined, title);
      const { httpGet } = readinessProbe as { httpGet?: { path: string } };
      assert.equal(httpGet?.path === "/v1/sync", name === "peer-agent", title);
    }),
  );

  inEveryStack("of a client has an hour to open its database", (built) => {
    const clients = built.pods.filter(({ labels }) =>
      ["execution", "consensus"].includes(labels["app.kubernetes.io/component"] ?? ""),
    );
    assert.equal(clients.length, 2 * built.nodes.length);
    for (const { name, containers, spec } of clients) {
      const { periodSeconds = 0, failureThreshold = 0 } = containers[0]?.startupProbe as Record<
        string,
        number
      >;
      assert.equal(periodSeconds * failureThreshold, 3600, name);
      assert.equal(spec["terminationGracePeriodSeconds"], 300, name);
    }
  });
});
