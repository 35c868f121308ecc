import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Network } from "../networks/network.ts";
import type { Client } from "./clients/client.ts";
import { consensusClient, executionClient } from "./clients/index.ts";
import type { ClientName } from "./clients/names.ts";
import { consensusP2p, type ConsensusP2pPorts } from "./consensusNode.ts";
import { EthereumNode, type EthereumNodeArgs } from "./ethereumNode.ts";
import { accessLabels, objectLabels } from "./kubernetes/labels.ts";
import { accessEgress, podsOf, tcp, type Scraper } from "./kubernetes/networkPolicy.ts";
import { ports } from "./kubernetes/ports.ts";
import { serviceHost } from "./kubernetes/singlePod.ts";
import { clientNames } from "./nodeNames.ts";
import { P2pIdentity } from "./p2pIdentity.ts";
import type { PrivateChain } from "./privateChain.ts";
import { layerBudgets, rpcService, rpcServiceName, type RpcUrls } from "./rpcService.ts";
import type { UpgradeArgs } from "./upgradeGate.ts";

/** One node of a fleet: what is its own. */
export type FleetNode = Pick<EthereumNodeArgs, "execution" | "consensus" | "validator"> & {
  readonly name: string;
};

export interface FleetArgs {
  readonly namespace: pulumi.Input<string>;
  /** The Prometheus that may read its metrics. Default: the bundled one, in the namespace `monitoring`. */
  readonly scraper?: Scraper | "nobody" | undefined;
  readonly network: Network;
  readonly chain?: PrivateChain | undefined;
  readonly nodes: readonly FleetNode[];
  /** See EthereumNode. */
  readonly jwtRotation?: string | undefined;
  /** See ExecutionNode: of all nodes. */
  readonly peerActionsSecretName?: pulumi.Input<string> | undefined;
  /** How an upgrade goes from node to node, in their order. Default: all nodes are upgraded at once. */
  readonly upgrade?: UpgradeArgs | undefined;
}

/** One client of a fleet's node: its P2P identity, and where the other nodes of the fleet find it. */
interface Peer<Ports> {
  /** Absent where the client takes no key: then nobody can be told of it beforehand. */
  readonly identity: P2pIdentity | undefined;
  /** Its enode, or its multiaddress. */
  readonly address: pulumi.Output<string> | undefined;
  readonly ports: Ports;
}

interface Member {
  readonly execution: Peer<number>;
  readonly consensus: Peer<ConsensusP2pPorts>;
}

/**
 * EthereumNodes that know each other: each one's static and trusted peers are all the others, by their identities and
 * their names inside the cluster.
 */
export class Fleet extends pulumi.ComponentResource {
  readonly nodes: readonly EthereumNode[];
  /** JSON-RPC and WebSocket of whichever node is in sync. */
  readonly rpc: RpcUrls;

  constructor(name: string, args: FleetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ethnode:index:Fleet", name, {}, opts);
    const { namespace, scraper, network, chain, jwtRotation, upgrade } = args;
    const { peerActionsSecretName } = args;
    accessPolicies(namespace, { parent: this });
    layerBudgets(namespace, { parent: this });
    this.rpc = rpcService(namespace, { parent: this });
    const members = args.nodes.map((node) => this.#member(node, network, namespace));
    // Gathered once for all: gathering the others anew for each node grows with the square of their number.
    const enodes = pulumi.all(members.map(({ execution }) => execution.address));
    const multiaddresses = pulumi.all(members.map(({ consensus }) => consensus.address));
    const majority = args.nodes.find(({ validator }) => chain?.isMajority(validator?.count ?? 0));
    const nodes: EthereumNode[] = [];
    for (const [index, node] of args.nodes.entries()) {
      const before = nodes.at(-1);
      const self = members[index];
      const others = (all: (string | undefined)[]) =>
        all.toSpliced(index, 1).filter((address) => address !== undefined);
      const siblings = enodes.apply(others);
      const ethereumNode = new EthereumNode(
        node.name,
        {
          namespace,
          scraper,
          network,
          chain,
          jwtRotation,
          upgrade,
          after: upgrade === undefined ? [] : before?.lastStep,
          validator: node.validator,
          execution: {
            ...node.execution,
            ...(peerActionsSecretName === undefined ? {} : { peerActionsSecretName }),
            rpcServices: [...(node.execution.rpcServices ?? []), rpcServiceName],
            identity: self?.execution.identity,
            staticPeers: joined(siblings, node.execution.staticPeers),
            trustedPeers: joined(siblings, node.execution.trustedPeers),
            peerPorts: distinct(members.map(({ execution }) => execution.ports)),
          },
          consensus: {
            ...node.consensus,
            identity: self?.consensus.identity,
            followsMajority: majority !== undefined && majority !== node,
            staticPeers: joined(multiaddresses.apply(others), node.consensus.staticPeers),
            peerPorts: distinct(members.map(({ consensus }) => consensus.ports)),
          },
        },
        { parent: this },
      );
      nodes.push(ethereumNode);
    }
    this.nodes = nodes;
    this.registerOutputs({ ...this.rpc });
  }

  #member(node: FleetNode, network: Network, namespace: pulumi.Input<string>): Member {
    const execution = executionClient(node.execution.client);
    const consensus = consensusClient(node.consensus.client);
    const host = (client: Client<ClientName>) =>
      serviceHost(clientNames(node.name, client.name).internal, namespace);
    const executionId = this.#identity(node.name, "execution", execution, namespace);
    const consensusId = this.#identity(node.name, "consensus", consensus, namespace);
    const executionPort = node.execution.p2pPort ?? ports.execution.p2p;
    const consensusPorts = consensusP2p(consensus, { network, ...node.consensus });
    return {
      execution: {
        identity: executionId,
        ports: executionPort,
        address:
          executionId &&
          pulumi.interpolate`enode://${executionId.enodeId}@${host(execution)}:${executionPort}`,
      },
      consensus: {
        identity: consensusId,
        ports: consensusPorts,
        address:
          consensusId &&
          pulumi.interpolate`/dns4/${host(consensus)}/tcp/${consensusPorts.p2pPort}/p2p/${consensusId.peerId}`,
      },
    };
  }

  /** A client's key in the form that it wants; none where it takes none. */
  #identity(
    node: string,
    component: string,
    { p2pKey }: Client<ClientName>,
    namespace: pulumi.Input<string>,
  ): P2pIdentity | undefined {
    const labels = objectLabels({ name: "p2p-identity", instance: node, component });
    return (
      p2pKey &&
      new P2pIdentity(
        `${node}-${component}-identity`,
        { namespace, labels, file: p2pKey },
        { parent: this },
      )
    );
  }
}

/** The fleet's own, and those that a node is told of beside them. */
const joined = (
  siblings: pulumi.Output<string[]>,
  others: pulumi.Input<string[]> = [],
): pulumi.Output<string[]> =>
  pulumi.all([siblings, others]).apply(([own, told]) => [...own, ...told]);

/** Each once. What is written the same is the same. */
const distinct = <T>(values: readonly T[]): T[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];

/** Lets users' pods out to the nodes that their access label opens to them. */
function accessPolicies(namespace: pulumi.Input<string>, opts: pulumi.CustomResourceOptions): void {
  const layers = {
    "rpc-access": accessEgress(
      accessLabels.rpc,
      podsOf("execution"),
      tcp(ports.execution.rpc, ports.execution.ws),
    ),
    "beacon-api-access": accessEgress(
      accessLabels.beaconApi,
      podsOf("consensus"),
      tcp(ports.consensus.api),
    ),
  };
  for (const [name, spec] of Object.entries(layers)) {
    const labels = objectLabels({ name, instance: name, component: "access" });
    new k8s.networking.v1.NetworkPolicy(
      name,
      { metadata: { name, namespace, labels }, spec },
      opts,
    );
  }
}
