import { consensusClient, executionClient } from "../../components/clients/index.ts";
import { isPrivate } from "../../components/kubernetes/addressRanges.ts";
import { ports } from "../../components/kubernetes/ports.ts";
import { findsAddress } from "../../components/p2pExposure.ts";
import { onPublicInternet } from "../../networks/reach.ts";
import { clientsOf } from "../clients.ts";
import type { SettingProblem } from "../errors.ts";
import type { NodeSettings as Node, Settings } from "../schema.ts";

/** What must hold of the addresses and ports by which peers reach the nodes. */
export function p2pProblems(settings: Settings): SettingProblem[] {
  const { p2pExposure, nodes } = settings;
  return [
    ...nodes.flatMap((node, index) => [
      ...addressProblems(settings, node, `nodes[${index}].p2p.address`),
      ...podPortProblems(node.p2p ?? {}, `nodes[${index}].p2p`),
      // At their Kubernetes node all ports of all nodes have to differ.
      ...(findsAddress(p2pExposure) ? [] : quicProblems(node.p2p ?? {}, `nodes[${index}].p2p`)),
    ]),
    ...(p2pExposure === "nodePort" ? nodePortProblems(settings) : []),
    ...(p2pExposure === "hostPort" ? hostPortProblems(settings) : []),
    ...stunProblems(settings),
    ...silenceProblems(settings),
  ];
}

/** What cannot be dialled should announce nothing, rather than the private address of its pod. */
function silenceProblems(settings: Settings): SettingProblem[] {
  if (settings.p2pExposure !== "none" || !onPublicInternet(settings.network)) return [];
  const loud = settings.nodes.flatMap((node) => clientsThatMustBeTold(settings, node));
  return loud.length === 0
    ? []
    : [
        {
          key: "p2pExposure",
          came: "none",
          expected: `another exposure on ${settings.network.name} with ${[...new Set(loud)].join(", ")}, which cannot be told to announce no address`,
        },
      ];
}

/** A node announces the address to its peers, who give up on one that they cannot dial. */
function addressProblems(settings: Settings, node: Node, key: string) {
  const { network, p2pExposure } = settings;
  const came = node.p2p?.address;
  const problem = (expected: string): SettingProblem[] => [{ key, came, expected }];
  if (p2pExposure === "none") {
    return came === undefined
      ? []
      : problem("no address with p2pExposure none: nobody outside can dial the node");
  }
  if (came === undefined) {
    const tellThem = findsAddress(p2pExposure) ? clientsThatMustBeTold(settings, node) : [];
    return tellThem.length === 0
      ? []
      : problem(
          `the IP address at which peers reach this node's ports: ${tellThem.join(" and ")} cannot be told one that is ` +
            "found as the pod starts",
        );
  }
  return onPublicInternet(network) && isPrivate(came)
    ? problem(`an address on the public internet, since ${network.name} is there`)
    : [];
}

/** The clients of a node that take their address as a flag only, which is written before the pod starts. */
function clientsThatMustBeTold(settings: Settings, node: Node): string[] {
  const runs = clientsOf(settings, node);
  return [executionClient(runs.execution), consensusClient(runs.consensus)]
    .filter((client) => client.addressFile === undefined)
    .map(({ name }) => name);
}

/** Where an address must be found on the internet, several servers have to say it. */
function stunProblems({ network, p2pExposure, nodes, stunServers }: Settings): SettingProblem[] {
  const asked = findsAddress(p2pExposure) && nodes.some(({ p2p }) => p2p?.address === undefined);
  if (!onPublicInternet(network) || !asked) return [];
  const hosts = new Set(stunServers.map((server) => server.split(":")[0]));
  return hosts.size >= 2
    ? []
    : [
        {
          key: "stunServers",
          came: stunServers,
          expected:
            "at least 2 servers of different hosts, or p2p.address of each node: two must agree on an address",
        },
      ];
}

const portNames = ["executionPort", "consensusPort", "discoveryPort"] as const;
type PortName = (typeof portNames)[number];

/** The range that Kubernetes gives node ports from, unless its API server is told otherwise. */
const nodePorts = { from: 30000, to: 32767 };

/** Node ports are the whole cluster's: each can be given once. */
function nodePortProblems({ nodes }: Settings): SettingProblem[] {
  const { from, to } = nodePorts;
  return [
    ...nodes.flatMap(({ p2p }, index) =>
      portNames.flatMap((name): SettingProblem[] => {
        const came = p2p?.[name];
        const expected = `a port from ${from} to ${to}, with p2pExposure nodePort`;
        return came === undefined || came < from || came > to
          ? [{ key: `nodes[${index}].p2p.${name}`, came, expected }]
          : [];
      }),
    ),
    ...repeatedPorts(nodes, (node, name) => node.p2p?.[name], ""),
  ];
}

/** What each port is where it is not set. */
const defaultPorts: Readonly<Record<PortName, number>> = {
  executionPort: ports.execution.p2p,
  consensusPort: ports.consensus.p2pTcp,
  discoveryPort: ports.consensus.p2pUdp,
};

/** A Kubernetes node's ports are taken by the first pod on it that wants them; the second is never scheduled there. */
function hostPortProblems({ nodes }: Settings): SettingProblem[] {
  return [
    ...nodes.flatMap(({ p2p }, index) =>
      portNames.flatMap((name): SettingProblem[] => {
        const came = p2p?.[name];
        return came !== undefined && came < 1024
          ? [{ key: `nodes[${index}].p2p.${name}`, came, expected: "a port from 1024 to 65535" }]
          : [];
      }),
    ),
    ...repeatedPorts(
      nodes,
      (node, name) => node.p2p?.[name] ?? defaultPorts[name],
      ", with p2pExposure hostPort, for both may be on one machine",
    ),
  ];
}

function repeatedPorts(
  nodes: readonly Node[],
  portOf: (node: Node, name: PortName) => number | undefined,
  why: string,
): SettingProblem[] {
  const used = new Map<number, string>();
  return nodes.flatMap((node, index) =>
    portNames.flatMap((name): SettingProblem[] => {
      const port = portOf(node, name);
      if (port === undefined) return [];
      const key = `nodes[${index}].p2p.${name}`;
      const other = used.get(port);
      used.set(port, other ?? key);
      const came = node.p2p?.[name];
      const which = came === undefined ? `, other than ${port}` : "";
      return other === undefined
        ? []
        : [{ key, came, expected: `a port of its own${which}; ${other} has it already${why}` }];
    }),
  );
}

/** The TCP ports that the pods listen on whatever the P2P ports are. */
const { rpc, ws, engine, metrics } = ports.execution;
const otherPorts: Record<"executionPort" | "consensusPort", readonly number[]> = {
  executionPort: [rpc, ws, engine, metrics, ports.peerMonitor.agent],
  consensusPort: [ports.consensus.api, ports.consensus.grpc, ports.consensus.metrics],
};

/** Each pod has all ports to itself, but for those that it listens on anyway. */
function podPortProblems(p2p: NonNullable<Node["p2p"]>, at: string): SettingProblem[] {
  const taken = (["executionPort", "consensusPort"] as const).filter((name) =>
    otherPorts[name].includes(p2p[name] ?? 0),
  );
  return taken.map((name) => ({
    key: `${at}.${name}`,
    came: p2p[name],
    expected: `another port than the pod's own ${otherPorts[name].join(", ")}`,
  }));
}

/** QUIC and discovery both are UDP. */
function quicProblems(p2p: NonNullable<Node["p2p"]>, at: string): SettingProblem[] {
  const { consensusPort = ports.consensus.p2pQuic, discoveryPort = ports.consensus.p2pUdp } = p2p;
  return consensusPort === discoveryPort
    ? [
        {
          key: `${at}.discoveryPort`,
          came: p2p.discoveryPort,
          expected: `another port than ${consensusPort}, which consensusPort has for QUIC`,
        },
      ]
    : [];
}
