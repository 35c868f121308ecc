import { accessLabels } from "../../components/kubernetes/labels.ts";

/** Namespaces that stand for those of the stack, and two of other people: one without any policy, one invited to the RPC. */
export const flowNamespaces = {
  nodes: "ethnode-flows",
  monitoring: "ethnode-flows-monitoring",
  host: "ethnode-flows-monitoring-host",
  elsewhere: "ethnode-flows-elsewhere",
  invited: "ethnode-flows-invited",
} as const;

/** The port at which pods that are nobody answer. */
export const strayPort = { port: 7000, protocol: "TCP" } as const;

const component = "app.kubernetes.io/component";
const instance = "app.kubernetes.io/instance";
const program = "app.kubernetes.io/name";
const label = (name: string): Record<string, string> => ({ [name]: "true" });

/** Pods beside the stack's own, by name. Those that are `open` answer at {@link strayPort}. */
export const strangers: Readonly<
  Record<
    string,
    {
      readonly in: keyof typeof flowNamespaces;
      readonly labels: Readonly<Record<string, string>>;
      readonly open?: true;
    }
  >
> = {
  "stray-in-nodes": { in: "nodes", labels: {}, open: true },
  "stray-in-monitoring": { in: "monitoring", labels: {}, open: true },
  "stray-in-host": { in: "host", labels: {}, open: true },
  elsewhere: { in: "elsewhere", labels: {}, open: true },
  "elsewhere-as-prometheus": { in: "elsewhere", labels: { [program]: "prometheus" } },
  "elsewhere-as-consensus": {
    in: "elsewhere",
    labels: { [component]: "consensus", [instance]: "node-0" },
  },
  "elsewhere-with-every-label": {
    in: "elsewhere",
    labels: Object.assign({}, ...Object.values(accessLabels).map(label)) as Record<string, string>,
  },
  "rpc-user": { in: "nodes", labels: label(accessLabels.rpc) },
  "invited-rpc-user": { in: "invited", labels: label(accessLabels.rpc) },
  "beacon-api-user": { in: "nodes", labels: label(accessLabels.beaconApi) },
  "peer-monitor-user": { in: "nodes", labels: label(accessLabels.peerMonitor) },
  "monitoring-user": { in: "monitoring", labels: label(accessLabels.monitoring) },
};

/** Hosts outside the cluster. All are one machine with as many addresses, that answers at these ports of each. */
export const hosts = {
  /** As on the internet: of a range for documentation (RFC 5737), which no network has. */
  internet: "203.0.113.10",
  /** As in the machines' own network. */
  private: "10.246.0.2",
  /** Where clouds keep what a machine may know of itself, its credentials among it. */
  metadata: "169.254.169.254",
} as const;

export const hostPorts = [
  { port: 443, protocol: "TCP" },
  { port: 30303, protocol: "TCP" },
  { port: 9000, protocol: "UDP" },
] as const;

const both = (...names: string[]): string[] =>
  names.flatMap((name) => [`node-0-${name}`, `node-1-${name}`]);
const at = (host: keyof typeof hosts): string[] =>
  hostPorts.map(({ port, protocol }) => `${host}:${port}/${protocol}`);

const gethP2p = ["geth:30303/TCP", "geth:30303/UDP"];
const prysmP2p = ["prysm:13000/TCP", "prysm:13000/UDP", "prysm:12000/UDP"];
/** What the world may ask of a node: its three P2P ports, of which Geth's one number is two. */
const p2p = both(...gethP2p, ...prysmP2p);
const dns = "dns:53/TCP";
/** What a pod reaches that no policy is for, beside what lets it in. */
const everywhere = [
  ...[dns, "api-server:443/TCP", "kubelet:10250/TCP", "elsewhere:7000/TCP"],
  ...at("internet"),
  ...at("private"),
  ...at("metadata"),
];

const node = (own: string, other: string) => ({
  [`${own}-geth`]: [
    dns,
    ...gethP2p.map((one) => `${other}-${one}`),
    `${own}-prysm:3500/TCP`,
    ...at("internet"),
  ],
  [`${own}-prysm`]: [
    dns,
    `${own}-geth:8551/TCP`,
    ...prysmP2p.map((one) => `${other}-${one}`),
    ...at("internet"),
  ],
  [`${own}-upgrade-gate`]: [dns, `${own}-geth:8601/TCP`, `${own}-geth:8545/TCP`],
});

/** Who reaches what in the stack `mainnet`: everything else is closed. */
export const flowTable: Readonly<Record<string, readonly string[]>> = {
  ...node("node-0", "node-1"),
  ...node("node-1", "node-0"),
  "peer-monitor": [dns, ...both("geth:8601/TCP", "prysm:3500/TCP", "prysm:8080/TCP")],
  prometheus: [
    // Where the API server is, only the setting machineCidrs could say: without it, port 443 of all private addresses.
    ...[dns, "api-server:443/TCP", "private:443/TCP", "kubelet:10250/TCP"],
    ...both("geth:6060/TCP", "prysm:8080/TCP"),
    ...["peer-monitor:8600/TCP", "alertmanager:9093/TCP", "kube-state-metrics:8080/TCP"],
    "node-exporter:9100/TCP",
  ],
  alertmanager: [dns],
  grafana: [dns, "prometheus:9090/TCP"],
  "kube-state-metrics": [dns, "api-server:443/TCP", "private:443/TCP"],
  "node-exporter": [dns],
  "stray-in-nodes": [dns],
  "stray-in-monitoring": [dns],
  "stray-in-host": [dns],
  elsewhere: [...everywhere.filter((name) => !name.startsWith("elsewhere")), ...p2p],
  "elsewhere-as-prometheus": [...everywhere, ...p2p],
  "elsewhere-as-consensus": [...everywhere, ...p2p],
  "elsewhere-with-every-label": [...everywhere, ...p2p],
  "rpc-user": [dns, ...both("geth:8545/TCP", "geth:8546/TCP")],
  "invited-rpc-user": [...everywhere, ...both("geth:8545/TCP", "geth:8546/TCP"), ...p2p],
  "beacon-api-user": [dns, ...both("prysm:3500/TCP")],
  "peer-monitor-user": [dns, "peer-monitor:8600/TCP"],
  "monitoring-user": [dns, "prometheus:9090/TCP", "alertmanager:9093/TCP", "grafana:3000/TCP"],
  internet: ["elsewhere:7000/TCP", ...p2p],
};
