import { isPrivate } from "../../components/kubernetes/addressRanges.ts";
import { ports } from "../../components/kubernetes/ports.ts";
import type { SettingProblem } from "../errors.ts";
import type { NodeSettings as Node, Settings } from "../schema.ts";

/** What must hold of the addresses and ports by which peers reach the nodes. */
export function p2pProblems(settings: Settings): SettingProblem[] {
  return [
    ...settings.nodes.flatMap((node, index) => [
      ...addressProblems(settings, node, `nodes[${index}].p2p.address`),
      ...(settings.p2pExposure === "nodePort"
        ? []
        : podPortProblems(node.p2p ?? {}, `nodes[${index}].p2p`)),
    ]),
    ...(settings.p2pExposure === "nodePort" ? nodePortProblems(settings) : []),
  ];
}

/** A node announces the address to its peers, who give up on one that they cannot dial. */
function addressProblems({ network, p2pExposure }: Settings, node: Node, key: string) {
  const came = node.p2p?.address;
  const problem = (expected: string): SettingProblem[] => [{ key, came, expected }];
  if (p2pExposure === "none") {
    return came === undefined
      ? []
      : problem("no address with p2pExposure none: nobody outside can dial the node");
  }
  if (came === undefined) {
    return p2pExposure === "nodePort"
      ? problem("the IP address at which peers reach this node's ports")
      : [];
  }
  return network.public !== undefined && isPrivate(came)
    ? problem(`an address on the public internet, since ${network.name} is there`)
    : [];
}

const portNames = ["executionPort", "consensusPort", "discoveryPort"] as const;

/** The range that Kubernetes gives node ports from, unless its API server is told otherwise. */
const nodePorts = { from: 30000, to: 32767 };

/** Node ports are the whole cluster's: each can be given once. */
function nodePortProblems({ nodes }: Settings): SettingProblem[] {
  const used = new Map<number, string>();
  return nodes.flatMap(({ p2p }, index) =>
    portNames.flatMap((name): SettingProblem[] => {
      const key = `nodes[${index}].p2p.${name}`;
      const came = p2p?.[name];
      if (came === undefined || came < nodePorts.from || came > nodePorts.to) {
        const expected = `a port from ${nodePorts.from} to ${nodePorts.to}, with p2pExposure nodePort`;
        return [{ key, came, expected }];
      }
      const other = used.get(came);
      used.set(came, key);
      return other === undefined
        ? []
        : [{ key, came, expected: `a port of its own; ${other} has it already` }];
    }),
  );
}

/** The TCP ports that the pods listen on whatever the P2P ports are. */
const { rpc, ws, engine, metrics } = ports.execution;
const otherPorts: Record<"executionPort" | "consensusPort", readonly number[]> = {
  executionPort: [rpc, ws, engine, metrics, ports.peerMonitor.agent],
  consensusPort: [ports.consensus.api, ports.consensus.grpc, ports.consensus.metrics],
};

/** Without node ports each pod has all ports to itself, but for those that it listens on anyway. */
function podPortProblems(p2p: NonNullable<Node["p2p"]>, at: string): SettingProblem[] {
  const { consensusPort = ports.consensus.p2pQuic, discoveryPort = ports.consensus.p2pUdp } = p2p;
  const taken = (["executionPort", "consensusPort"] as const).filter((name) =>
    otherPorts[name].includes(p2p[name] ?? 0),
  );
  return [
    ...taken.map((name) => ({
      key: `${at}.${name}`,
      came: p2p[name],
      expected: `another port than the pod's own ${otherPorts[name].join(", ")}`,
    })),
    ...(consensusPort === discoveryPort
      ? [
          {
            key: `${at}.discoveryPort`,
            came: p2p.discoveryPort,
            expected: `another port than ${consensusPort}, which consensusPort has for QUIC`,
          },
        ]
      : []),
  ];
}
