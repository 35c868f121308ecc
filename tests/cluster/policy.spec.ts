import assert from "node:assert/strict";

import { accessLabels } from "../../components/kubernetes/labels.ts";
import type { PropertyMap } from "../../local/plugins/grpc/values.ts";
import { api, kubectl } from "../support/clusterApi.ts";
import { createNamespace, deleteNamespaces } from "../support/clusterNamespaces.ts";
import { isReady, pods } from "../support/clusterPods.ts";
import { probe, probeSelector } from "../support/clusterProbe.ts";
import type { ProbePod, ProbeTargets } from "../support/clusterProbe.ts";
import { note, reportFailures } from "../support/clusterReport.ts";
import { waitForAll } from "../support/clusterRpc.ts";
import { ensureStack, ethereum, monitoring } from "../support/clusterStack.ts";

/** A namespace without any policy, and one whose administrator lets its pods ask for RPC. */
const elsewhere = "ethnode-test-elsewhere";
const invited = "ethnode-test-invited";

const component = "app.kubernetes.io/component";
const instance = "app.kubernetes.io/instance";
const program = "app.kubernetes.io/name";

/**
 * Marks a pod whose own way out a policy of this test opens, so that what it does not reach is closed by the policy of
 * what it asks. The other pods have no more than what the stack gives a pod with their labels.
 */
const openEgress = { "ethnode.test/egress": "open" };

/** Which ports are asked, by the pod's app.kubernetes.io/name (and instance, where there are two). */
const portsOf: Readonly<Record<string, readonly number[]>> = {
  geth: [8545, 8546, 8551, 6060, 8601, 30303],
  "prysm-beacon": [3500, 4000, 8080, 13000],
  "prysm-validator": [8081],
  "peer-monitor": [8600],
  prometheus: [9090],
  alertmanager: [9093],
};

/** Every pod may ask the cluster's DNS, so a probe that does not reach it proves nothing. */
const control = "kube-dns:53";

interface Row {
  readonly who: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What it reaches beside the cluster's DNS: `node-0/geth:8545`. */
  readonly reaches: readonly string[];
}

const both = (...names: string[]): string[] =>
  names.flatMap((name) => [`node-0/${name}`, `node-1/${name}`]);
const label = (name: string): Record<string, string> => ({ [name]: "true" });

const rows: readonly Row[] = [
  // Strangers.
  ...[ethereum, monitoring, elsewhere].map((namespace) => ({
    who: `a pod without labels in ${namespace}`,
    namespace,
    labels: openEgress,
    reaches: [],
  })),
  {
    who: "a pod with every access label in a namespace without them",
    namespace: elsewhere,
    labels: Object.assign({}, ...Object.values(accessLabels).map(label)) as Record<string, string>,
    reaches: [],
  },
  {
    who: "a pod with Prometheus' name in a namespace that is not its own",
    namespace: elsewhere,
    labels: { [program]: "prometheus" },
    reaches: [],
  },
  {
    who: "a pod with a consensus client's labels in another namespace",
    namespace: elsewhere,
    labels: { [component]: "consensus", [instance]: "node-0" },
    reaches: [],
  },
  // Users, with their label and nothing else.
  {
    who: "a user of the RPC",
    namespace: ethereum,
    labels: label(accessLabels.rpc),
    reaches: both("geth:8545", "geth:8546"),
  },
  {
    who: "a user of the RPC in a namespace that was given the label, too",
    namespace: invited,
    labels: label(accessLabels.rpc),
    reaches: both("geth:8545", "geth:8546"),
  },
  {
    who: "a user of the beacon API",
    namespace: ethereum,
    labels: label(accessLabels.beaconApi),
    reaches: both("prysm-beacon:3500"),
  },
  {
    who: "a user of the peer monitor",
    namespace: ethereum,
    labels: label(accessLabels.peerMonitor),
    reaches: ["peer-monitor:8600"],
  },
  {
    who: "a user of the monitoring",
    namespace: monitoring,
    labels: label(accessLabels.monitoring),
    reaches: ["prometheus:9090", "alertmanager:9093"],
  },
  // The stack's own programs, by what their pods are let in for.
  ...(["node-0", "node-1"] as const).map((node) => ({
    who: `a consensus client of ${node}`,
    namespace: ethereum,
    labels: { ...openEgress, [component]: "consensus", [instance]: node },
    reaches: [`${node}/geth:8551`, ...both("prysm-beacon:13000")],
  })),
  {
    who: "a validator of node-0",
    namespace: ethereum,
    labels: { ...openEgress, [component]: "validator", [instance]: "node-0" },
    reaches: ["node-0/prysm-beacon:3500", "node-0/prysm-beacon:4000"],
  },
  {
    who: "a validator of node-1",
    namespace: ethereum,
    labels: { ...openEgress, [component]: "validator", [instance]: "node-1" },
    reaches: ["node-1/prysm-beacon:3500", "node-1/prysm-beacon:4000"],
  },
  ...(["node-0", "node-1"] as const).map((node) => ({
    who: `an execution client of ${node}, with its agent`,
    namespace: ethereum,
    labels: { ...openEgress, [component]: "execution", [instance]: node },
    reaches: [...both("geth:30303"), `${node}/prysm-beacon:3500`],
  })),
  {
    who: "the peer monitor",
    namespace: ethereum,
    labels: { ...openEgress, [component]: "peer-monitor" },
    reaches: both("geth:8601", "prysm-beacon:3500", "prysm-beacon:8080"),
  },
  {
    who: "Prometheus",
    namespace: monitoring,
    labels: { ...openEgress, [program]: "prometheus" },
    reaches: [
      ...both("geth:6060", "prysm-beacon:8080", "prysm-validator:8081"),
      "peer-monitor:8600",
    ],
  },
];

const podName = (index: number): string => `probe-${index}`;

const egressPolicies = [ethereum, monitoring].map(
  (namespace) => `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`,
);
const policyName = "ethnode-test-egress";

describe("the NetworkPolicies, by real connections of real pods", () => {
  let targets: ProbeTargets;
  let reached: Map<string, ReadonlySet<string>>;

  before(async function () {
    this.timeout("20m");
    await ensureStack();
    // The pods of a node are all ready once it is in sync.
    await waitForAll();
    targets = await findTargets();
    await removeProbes();
    await createNamespace(elsewhere);
    await createNamespace(invited, label(accessLabels.rpc));
    await openTheWayOut();
    const probes = rows.map(({ namespace, labels }, index): ProbePod => ({
      name: podName(index),
      namespace,
      labels,
    }));
    reached = await probe(probes, targets);
  });
  after(async function () {
    this.timeout("3m");
    await removeProbes();
    await deleteNamespaces(elsewhere, invited);
  });
  reportFailures();

  it("is measured with pods that can connect: each of them reaches the cluster's DNS", () => {
    const without = rows.filter((_, index) => reached.get(podName(index))?.has(control) !== true);
    assert.deepEqual(
      without.map(({ who }) => who),
      [],
    );
  });

  it("is measured against ports that answer: each is reached by somebody", function () {
    const seen = new Set([...reached.values()].flatMap((names) => [...names]));
    assert.deepEqual(
      Object.keys(targets).filter((name) => !seen.has(name)),
      [],
    );
    note(this, `${rows.length} pods, ${Object.keys(targets).length} targets`);
  });

  rows.forEach(({ who, reaches }, index) => {
    it(`let ${who} reach ${reaches.length === 0 ? "nothing" : reaches.join(", ")}`, () => {
      const own = [...(reached.get(podName(index)) ?? [])].filter((name) => name !== control);
      assert.deepEqual(own.sort(), [...reaches].sort());
    });
  });
});

/** Every port of every pod of the stack, at the pod's own address: no Service decides what is asked. */
async function findTargets(): Promise<ProbeTargets> {
  const found = [...(await pods(ethereum)), ...(await pods(monitoring))].filter(isReady);
  const own = found.flatMap(({ metadata: { labels }, status: { podIP = "" } }) => {
    const name = labels[program] ?? "";
    const node = labels[instance] === name ? "" : `${labels[instance] ?? ""}/`;
    return (portsOf[name] ?? []).map(
      (port) => [`${node}${name}:${port}`, { host: podIP, port }] as const,
    );
  });
  const [dns] = await pods("kube-system", "k8s-app=kube-dns");
  const targets = Object.fromEntries([
    ...own,
    [control, { host: dns?.status.podIP ?? "", port: 53 }] as const,
  ]);
  assert.equal(Object.keys(targets).length, 2 * (6 + 4 + 1) + 3 + 1, "pods that are not ready");
  return targets;
}

async function openTheWayOut(): Promise<void> {
  const spec = {
    podSelector: { matchLabels: openEgress },
    policyTypes: ["Egress"],
    egress: [{}],
  };
  const body: PropertyMap = {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: policyName },
    spec,
  };
  for (const path of egressPolicies) await api().send({ method: "POST", path, body });
}

/** Removes what this test makes in the stack's namespaces, also what an interrupted one has left. */
async function removeProbes(): Promise<void> {
  for (const path of egressPolicies) {
    if ((await api().get(`${path}/${policyName}`)) !== undefined) {
      await api().send({ method: "DELETE", path: `${path}/${policyName}` });
    }
  }
  for (const namespace of [ethereum, monitoring]) {
    await kubectl("delete", "pods", `--namespace=${namespace}`, `--selector=${probeSelector}`);
  }
}
