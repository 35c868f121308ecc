import assert from "node:assert/strict";

import { accessLabels } from "../../../components/kubernetes/labels.ts";
import {
  allowed,
  letsIn,
  letsOut,
  policiesOf,
  type Endpoint,
} from "../../support/networkPolicies.ts";
import { inEveryStack, stack, type BuiltStack } from "./allStacks.ts";
import { endpoints, strangers } from "./endpoints.ts";

/** Each connection that is let through from these to those, at every port that there is: `a → b:1/TCP`. */
function connections(
  built: BuiltStack,
  from: readonly Endpoint[],
  judge: typeof allowed = allowed,
): string[] {
  return from.flatMap((source) =>
    endpoints(built).flatMap((target) =>
      source.name === target.name
        ? []
        : target.pod.containers
            .flatMap(({ ports = [] }) => ports)
            .map(({ containerPort: port, protocol = "TCP" }) => ({ port, protocol }))
            .filter((one) => judge(built.objects, { from: source, to: target, ...one }))
            .map(({ port, protocol }) => `${source.name} → ${target.name}:${port}/${protocol}`),
    ),
  );
}

describe("every pod's policies", () => {
  inEveryStack("are the namespace's two and exactly one of its own", (built) => {
    for (const pod of built.pods) {
      const names = policiesOf(built.objects, pod).map(({ metadata }) => metadata.name);
      assert.deepEqual(names.toSorted(), ["allow-dns", "default-deny", pod.name].toSorted());
    }
  });

  inEveryStack(
    "name peers and ports in every rule, but for the way out to the internet",
    (built) => {
      for (const { kind, metadata, spec } of built.objects) {
        if (kind !== "NetworkPolicy") continue;
        const { ingress = [], egress = [] } = spec as {
          ingress?: { from?: unknown[]; ports?: unknown[] }[];
          egress?: { to?: { ipBlock?: unknown }[]; ports?: unknown[] }[];
        };
        for (const { from = [], ports = [] } of ingress) {
          assert.ok(from.length > 0 && ports.length > 0, metadata.name);
        }
        for (const { to = [], ports = [] } of egress) {
          const outside = to.every(({ ipBlock }) => ipBlock !== undefined);
          assert.ok(to.length > 0 && (ports.length > 0 || outside), metadata.name);
        }
      }
    },
  );
});

describe("who reaches what in the dev stack", () => {
  /** All connections between its own pods, and no others. */
  const ofNode = (own: number, other: number) => [
    `node-${own}-geth → node-${other}-geth:30303/TCP`,
    `node-${own}-geth → node-${other}-geth:30303/UDP`,
    `node-${own}-geth → node-${own}-prysm:3500/TCP`,
    `node-${own}-prysm → node-${own}-geth:8551/TCP`,
    `node-${own}-prysm → node-${other}-prysm:13000/TCP`,
    `node-${own}-prysm → node-${other}-prysm:12000/UDP`,
    `node-${own}-validator → node-${own}-prysm:3500/TCP`,
    `node-${own}-validator → node-${own}-prysm:4000/TCP`,
    `node-${own}-upgrade-gate → node-${own}-geth:8545/TCP`,
    `node-${own}-upgrade-gate → node-${own}-geth:8601/TCP`,
    `peer-monitor → node-${own}-geth:8601/TCP`,
    `peer-monitor → node-${own}-prysm:3500/TCP`,
    `peer-monitor → node-${own}-prysm:8080/TCP`,
    `prometheus → node-${own}-geth:6060/TCP`,
    `prometheus → node-${own}-prysm:8080/TCP`,
    `prometheus → node-${own}-validator:8081/TCP`,
  ];

  for (const [side, judge] of [
    ["as both sides say", allowed],
    ["as who is asked says alone", letsIn],
    ["as who asks says alone", letsOut],
  ] as const) {
    it(`its own pods: these connections and no others, ${side}`, async () => {
      const built = await stack("dev");
      assert.deepEqual(
        connections(built, endpoints(built), judge).toSorted(),
        [
          ...ofNode(0, 1),
          ...ofNode(1, 0),
          "prometheus → peer-monitor:8600/TCP",
          "prometheus → alertmanager:9093/TCP",
          "prometheus → kube-state-metrics:8080/TCP",
          "prometheus → node-exporter:9100/TCP",
        ].toSorted(),
      );
    });
  }

  for (const [who, judge] of [
    ["others", allowed],
    ["others whom no policy of theirs holds back", letsIn],
  ] as const) {
    it(`${who}: what their labels open, in the namespace where they do`, async () => {
      const built = await stack("dev");
      assert.deepEqual(
        connections(built, strangers(built), judge).toSorted(),
        [
          ...["node-0", "node-1"].flatMap((node) => [
            `ethnode.dev/rpc-access in ethereum → ${node}-geth:8545/TCP`,
            `ethnode.dev/rpc-access in ethereum → ${node}-geth:8546/TCP`,
            `ethnode.dev/beacon-api-access in ethereum → ${node}-prysm:3500/TCP`,
          ]),
          "ethnode.dev/peer-monitor-access in ethereum → peer-monitor:8600/TCP",
          "ethnode.dev/monitoring-access in monitoring → prometheus:9090/TCP",
          "ethnode.dev/monitoring-access in monitoring → alertmanager:9093/TCP",
        ].toSorted(),
      );
    });
  }

  it("pods of another namespace: what their label opens, once the namespace has it too", async () => {
    const built = await stack("dev");
    const from = (label: string): Endpoint => ({
      name: label,
      ip: "10.244.0.200",
      pod: { namespace: "shop", labels: { [label]: "true" }, namespaceLabels: { [label]: "true" } },
    });
    assert.deepEqual(connections(built, [from(accessLabels.rpc)]).toSorted(), [
      "ethnode.dev/rpc-access → node-0-geth:8545/TCP",
      "ethnode.dev/rpc-access → node-0-geth:8546/TCP",
      "ethnode.dev/rpc-access → node-1-geth:8545/TCP",
      "ethnode.dev/rpc-access → node-1-geth:8546/TCP",
    ]);
  });
});

/** Ports that few programs may ask, as patterns of who asks and where; `$1` is the node. */
const guarded: readonly (readonly [number, RegExp, readonly string[]])[] = [
  [8551, /^(.*)-geth$/, ["$1-prysm"]],
  [6060, /^(.*)-geth$/, ["prometheus"]],
  [8601, /^(.*)-geth$/, ["peer-monitor", "$1-upgrade-gate"]],
  [8080, /^kube-state-metrics$/, ["prometheus"]],
  [8080, /^.*-prysm$/, ["prometheus", "peer-monitor"]],
  [9100, /^node-exporter$/, ["prometheus"]],
  [8081, /^(.*)-validator$/, ["prometheus"]],
];

describe("a port that few programs may ask", () => {
  for (const [port, target, peers] of guarded) {
    const title = peers.join(" and ").replace("$1", "<node>");
    inEveryStack(`is asked by them alone, ${port} by ${title}`, (built) => {
      const all = [...endpoints(built), ...strangers(built)];
      const others = guarded.filter(([number, other]) => number === port && other !== target);
      for (const to of endpoints(built)) {
        if (others.some(([, other]) => other.test(to.name))) continue;
        const asking = all
          .filter((from) => from.name !== to.name)
          .filter((from) => letsIn(built.objects, { from, to, port, protocol: "TCP" }));
        const expected = target.test(to.name)
          ? peers.map((peer) => to.name.replace(target, peer))
          : [];
        assert.deepEqual(
          asking.map(({ name }) => name).toSorted(),
          expected.filter((peer) => built.pods.some(({ name }) => name === peer)).toSorted(),
          to.name,
        );
      }
    });
  }
});

describe("what the pods reach outside", () => {
  const outside = (ip: string): Endpoint => ({ name: ip, ip });
  const reaches = (built: BuiltStack, ip: string, port: number) =>
    endpoints(built)
      .filter((from) => allowed(built.objects, { from, to: outside(ip), port, protocol: "TCP" }))
      .map(({ name }) => name);
  const clients = ({ nodes }: BuiltStack) =>
    nodes.flatMap((node) => [`${node}-geth`, `${node}-prysm`]).toSorted();

  inEveryStack("is the internet for the clients of a public network, and nothing else", (built) => {
    const expected = built.name === "dev" ? [] : clients(built);
    for (const port of [443, 30303]) {
      assert.deepEqual(reaches(built, "8.8.8.8", port).toSorted(), expected);
    }
  });

  inEveryStack("is no private network, but for who asks the machines, at their ports", (built) => {
    for (const ip of ["10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1"]) {
      for (const port of [443, 6443]) {
        const asking = ["kube-state-metrics", "prometheus"];
        assert.deepEqual(reaches(built, ip, port).toSorted(), asking, `${ip}:${port}`);
      }
      assert.deepEqual(reaches(built, ip, 10250), ["prometheus"], ip);
      for (const port of [22, 80, 10255]) assert.deepEqual(reaches(built, ip, port), [], ip);
    }
  });

  inEveryStack("is no metadata of a cloud", (built) => {
    for (const port of [80, 443, 6443, 10250]) {
      assert.deepEqual(reaches(built, "169.254.169.254", port), []);
    }
  });

  inEveryStack("lets peers in at the P2P ports, on a public network only", (built) => {
    const from = outside("8.8.8.8");
    const open = connections(built, [from]);
    const ports = (node: string) => [
      `${node}-geth:30303/TCP`,
      `${node}-geth:30303/UDP`,
      `${node}-prysm:12000/UDP`,
      `${node}-prysm:13000/TCP`,
      `${node}-prysm:13000/UDP`,
    ];
    assert.deepEqual(
      open.toSorted(),
      built.name === "dev" ? [] : built.nodes.flatMap(ports).map((to) => `8.8.8.8 → ${to}`),
    );
  });
});
