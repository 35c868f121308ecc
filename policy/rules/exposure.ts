import { p2pPorts, ports } from "../../components/kubernetes/ports.ts";
import { containersOf, type Manifest } from "../manifest.ts";
import type { Rule } from "../rule.ts";

const P2P: ReadonlySet<number> = new Set(p2pPorts);

/** What is for programs of the cluster only: RPC, engine, beacon API, metrics, monitoring, peer monitor. */
const INTERNAL: ReadonlySet<number> = new Set(
  Object.values(ports)
    .flatMap((group) => Object.values(group) as number[])
    .filter((port) => !P2P.has(port)),
);

interface ServicePort {
  readonly port: number;
  readonly targetPort?: number | string;
}

/** The ports by which an object is reached from outside the cluster. */
function exposed(object: Manifest): readonly number[] {
  const hostPorts = containersOf(object).flatMap(({ ports: all = [] }) =>
    all.filter(({ hostPort }) => hostPort !== undefined).map(({ containerPort }) => containerPort),
  );
  const {
    type,
    externalIPs = [],
    ports: served = [],
  } = (object.kind === "Service" ? (object.spec ?? {}) : {}) as {
    type?: string;
    externalIPs?: readonly string[];
    ports?: readonly ServicePort[];
  };
  const open = type === "LoadBalancer" || type === "NodePort" || externalIPs.length > 0;
  const services = open
    ? served.map(({ port, targetPort }) => (typeof targetPort === "number" ? targetPort : port))
    : [];
  return [...hostPorts, ...services];
}

/** Who reaches these ports decides what the node believes, or reads what it knows. */
export const internalPorts: Rule = {
  name: "internal-ports-stay-inside",
  description:
    "RPC, engine API, beacon API, metrics and the monitoring are reached from inside the cluster only.",
  check: (object) => [
    ...exposed(object)
      .filter((port) => INTERNAL.has(port))
      .map((port) => `port ${port} is reached from outside the cluster, expected it is not`),
    ...(/^(?:Ingress|HTTPRoute|GRPCRoute|TCPRoute|TLSRoute)$/.test(object.kind)
      ? [`a ${object.kind} came, expected none: the program has nothing to be led to from outside`]
      : []),
  ],
};

/** What is open to the internet is what peers need. */
export const p2pPortsOnly: Rule = {
  name: "only-p2p-outside",
  description: `From outside the cluster no ports are reached but those of P2P: ${[...P2P].join(", ")}.`,
  check: (object) =>
    exposed(object)
      .filter((port) => !P2P.has(port) && !INTERNAL.has(port))
      .map(
        (port) => `port ${port} is reached from outside, expected one of ${[...P2P].join(", ")}`,
      ),
};
