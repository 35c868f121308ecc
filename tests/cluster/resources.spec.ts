import assert from "node:assert/strict";

import type { ResourceJob } from "../../monitoring/jobs.ts";
import { waitFor } from "../../local/support/wait.ts";
import { api, kubectl, tryKubectl } from "../support/clusterApi.ts";
import { pods } from "../support/clusterPods.ts";
import { probe, probeSelector } from "../support/clusterProbe.ts";
import { query, targets } from "../support/clusterPrometheus.ts";
import { note, reportFailures } from "../support/clusterReport.ts";
import { ensureStack, ethereum, monitoring, nodes } from "../support/clusterStack.ts";

const jobs: readonly ResourceJob[] = ["kubelet", "cadvisor", "kube-state-metrics", "node-exporter"];
const machines = `${monitoring}-host`;

/** A right in the cluster: who, what, and where. */
type Right = readonly [account: string, verb: string, resource: string, namespace?: string];

/** All that the accounts may do of what is asked below. */
const granted: readonly Right[] = [
  ["prometheus", "get", "nodes/metrics"],
  ["prometheus", "list", "pods", machines],
  ["prometheus", "watch", "pods", machines],
  ...[ethereum, monitoring].flatMap((namespace) =>
    ["pods", "persistentvolumeclaims", "statefulsets.apps", "jobs.batch"].flatMap((resource) => [
      ["kube-state-metrics", "list", resource, namespace] as const,
      ["kube-state-metrics", "watch", resource, namespace] as const,
    ]),
  ),
];

/** What is asked of each account, in each namespace where the resource is in one. */
const verbs = ["get", "list", "watch", "create", "delete"] as const;
const ofMachines = ["nodes", "nodes/metrics", "nodes/proxy", "nodes/log", "nodes/configz"] as const;
const ofNamespaces = [
  "pods",
  "pods/exec",
  "secrets",
  "configmaps",
  "persistentvolumeclaims",
  "statefulsets.apps",
  "jobs.batch",
] as const;

describe("machines, pods and volumes, as Prometheus has them", () => {
  before(async function () {
    this.timeout("15m");
    await ensureStack();
    await waitFor("every job to be up", async () => (await down()).length === 0, {
      timeout: 120_000,
    });
  });
  reportFailures();

  async function down(): Promise<string[]> {
    const found = await targets();
    return jobs.filter(
      (job) => !found.some(({ labels, health }) => labels["job"] === job && health === "up"),
    );
  }

  it("are scraped from every machine, by the machine's name", async () => {
    const { items } = JSON.parse(await kubectl("get", "nodes", "--output=json")) as {
      items: { metadata: { name: string } }[];
    };
    const names = items.map(({ metadata }) => metadata.name).toSorted();
    for (const job of ["kubelet", "cadvisor", "node-exporter"]) {
      const up = await query(`up{job="${job}"} == 1`);
      assert.deepEqual(up.map(({ metric }) => metric["machine"]).toSorted(), names, job);
    }
  });

  const layers = [
    ["execution", "geth", "geth"],
    ["consensus", "prysm", "prysm"],
    ["validator", "prysm", "validator"],
  ] as const;
  for (const node of nodes) {
    for (const [layer, client, part] of layers) {
      const labels = `network="devnet",node="${node}",client="${client}",layer="${layer}"`;
      it(`tell how full the volume of ${node}'s ${layer} client is`, async () => {
        const claim = `persistentvolumeclaim="${node}-${part}-data"`;
        const [used] = await query(`kubelet_volume_stats_used_bytes{${labels},${claim}}`);
        const [available] = await query(`kubelet_volume_stats_available_bytes{${labels},${claim}}`);
        assert.ok(Number(used?.value[1]) > 0 && Number(available?.value[1]) > 0);
      });

      it(`tell the memory, the CPU and the restarts of ${node}'s ${layer} client`, async () => {
        const running = `${labels},pod="${node}-${part}-0",container!=""`;
        for (const name of [
          "container_memory_working_set_bytes",
          "container_cpu_usage_seconds_total",
          "kube_pod_container_status_restarts_total",
          "kube_pod_container_resource_limits",
        ]) {
          assert.ok((await query(`${name}{${running}}`)).length > 0, name);
        }
      });
    }
  }

  it("have no series of other namespaces", async function () {
    const found = await query(`count by (namespace) ({job=~"${jobs.join("|")}",namespace!=""})`);
    const names = found.map(({ metric }) => metric["namespace"] ?? "");
    assert.deepEqual(
      names.filter((name) => ![ethereum, monitoring, machines].includes(name)),
      [],
    );
    const [all] = await query(`count({job=~"${jobs.join("|")}"})`);
    note(this, `${all?.value[1] ?? ""} series`);
  });

  it("give the accounts that ask for them these rights and no others", async function () {
    this.timeout("3m");
    const homes = [ethereum, monitoring, machines, "kube-system"];
    const asked: Right[] = ["prometheus", "kube-state-metrics"].flatMap((account) => [
      ...ofMachines.flatMap((resource) => verbs.map((verb): Right => [account, verb, resource])),
      ...ofNamespaces.flatMap((resource) =>
        homes.flatMap((home) => verbs.map((verb): Right => [account, verb, resource, home])),
      ),
    ]);
    const answers = await Promise.all(
      asked.map(async (right) => ((await may(right)) ? [right] : [])),
    );
    assert.deepEqual(answers.flat().map(String).toSorted(), granted.map(String).toSorted());
    note(this, `${asked.length} rights asked for, ${granted.length} granted`);
  });

  it("are shown to no pod but Prometheus", async function () {
    this.timeout("5m");
    const [state] = await pods(monitoring, "app.kubernetes.io/name=kube-state-metrics");
    const [exporter] = await pods(machines, "app.kubernetes.io/name=node-exporter");
    const [dns] = await pods("kube-system", "k8s-app=kube-dns");
    try {
      const stranger = { name: "stranger", namespace: monitoring, labels: {} };
      const reached = await probe([stranger], {
        state: { host: state?.status.podIP ?? "", port: 8080 },
        exporter: { host: exporter?.status.podIP ?? "", port: 9100 },
        dns: { host: dns?.status.podIP ?? "", port: 53 },
      });
      assert.deepEqual([...(reached.get("stranger") ?? [])], ["dns"]);
    } finally {
      await kubectl("delete", "pods", `--namespace=${monitoring}`, `--selector=${probeSelector}`);
    }
  });

  it("let no pod read another folder of the machine than /proc and /sys", async () => {
    for (const [path, readOnly, refused] of [
      ["/proc", true, false],
      ["/proc", false, true],
      ["/", true, true],
      ["/etc", true, true],
    ] as const) {
      const input = JSON.stringify(podWith(path, readOnly));
      const { code, stderr } = await tryKubectl(["apply", "--dry-run=server", "--filename=-"], {
        input,
      });
      assert.equal(code !== 0, refused, `${path} ${readOnly}`);
      if (refused) assert.match(stderr, /hostPath/);
    }
  });
});

async function may([account, verb, resource, namespace]: Right): Promise<boolean> {
  const [kind = "", subresource] = resource.split("/");
  const [name, group = ""] = kind.split(".");
  const review = {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SubjectAccessReview",
    spec: {
      user: `system:serviceaccount:${monitoring}:${account}`,
      groups: ["system:serviceaccounts", `system:serviceaccounts:${monitoring}`],
      resourceAttributes: { verb, group, resource: name, subresource, namespace },
    },
  };
  const path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
  const { body } = await api().send({ method: "POST", path, body: review });
  return (body as unknown as { status: { allowed: boolean } }).status.allowed;
}

const podWith = (path: string, readOnly: boolean) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "ethnode-test-folder", namespace: machines },
  spec: {
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65534,
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [
      {
        name: "reader",
        image: "docker.io/library/busybox:1.35.0",
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        volumeMounts: [{ name: "folder", mountPath: "/folder", readOnly }],
      },
    ],
    volumes: [{ name: "folder", hostPath: { path } }],
  },
});
