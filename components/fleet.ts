import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Network } from "../networks/network.ts";
import { geth } from "./clients/geth.ts";
import { prysm } from "./clients/prysm.ts";
import type { ConsensusP2pPorts } from "./consensusNode.ts";
import { EthereumNode, type EthereumNodeArgs } from "./ethereumNode.ts";
import { accessLabels, objectLabels } from "./kubernetes/labels.ts";
import { accessEgress, podsOf, tcp } from "./kubernetes/networkPolicy.ts";
import { ports } from "./kubernetes/ports.ts";
import { serviceHost } from "./kubernetes/singlePod.ts";
import { clientNames } from "./nodeNames.ts";
import { P2pIdentity } from "./p2pIdentity.ts";
import type { PrivateChain } from "./privateChain.ts";

/** One node of a fleet: what is its own. */
export type FleetNode = Pick<EthereumNodeArgs, "execution" | "consensus" | "validator"> & {
  readonly name: string;
};

export interface FleetArgs {
  readonly namespace: pulumi.Input<string>;
  /** Namespace of the Prometheus that may read its metrics. Default: `monitoring`. */
  readonly monitoringNamespace?: string | undefined;
  readonly network: Network;
  readonly chain?: PrivateChain | undefined;
  readonly nodes: readonly FleetNode[];
  /** See EthereumNode. */
  readonly jwtRotation?: string | undefined;
}

/** A node's two P2P identities, and where the other nodes of the fleet find it. */
interface Member {
  readonly name: string;
  readonly execution: P2pIdentity;
  readonly consensus: P2pIdentity;
  readonly enode: pulumi.Output<string>;
  readonly multiaddress: pulumi.Output<string>;
  readonly executionPort: number;
  readonly consensusPorts: ConsensusP2pPorts;
}

/**
 * EthereumNodes that know each other: each one's static and trusted peers are all the others, by their identities and
 * their names inside the cluster.
 */
export class Fleet extends pulumi.ComponentResource {
  readonly nodes: readonly EthereumNode[];

  constructor(name: string, args: FleetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ethnode:index:Fleet", name, {}, opts);
    const { namespace, monitoringNamespace, network, chain, jwtRotation } = args;
    accessPolicies(namespace, { parent: this });
    const members = args.nodes.map((node) => this.#member(node, namespace));
    // Gathered once for all: gathering the others anew for each node grows with the square of their number.
    const enodes = pulumi.all(members.map(({ enode }) => enode));
    const multiaddresses = pulumi.all(members.map(({ multiaddress }) => multiaddress));
    this.nodes = args.nodes.map((node, index) => {
      const self = members[index];
      return new EthereumNode(
        node.name,
        {
          namespace,
          monitoringNamespace,
          network,
          chain,
          jwtRotation,
          validator: node.validator,
          execution: {
            ...node.execution,
            identity: self?.execution,
            staticPeers: enodes.apply((all) => all.toSpliced(index, 1)),
            peerPorts: distinct(members.map(({ executionPort }) => executionPort)),
          },
          consensus: {
            ...node.consensus,
            identity: self?.consensus,
            staticPeers: multiaddresses.apply((all) => all.toSpliced(index, 1)),
            peerPorts: distinct(members.map(({ consensusPorts }) => consensusPorts)),
          },
        },
        { parent: this },
      );
    });
    this.registerOutputs({});
  }

  #member(node: FleetNode, namespace: pulumi.Input<string>): Member {
    const { name } = node;
    const identity = (component: string, file: string) =>
      new P2pIdentity(
        `${name}-${component}-identity`,
        {
          namespace,
          file,
          labels: objectLabels({ name: "p2p-identity", instance: name, component }),
        },
        { parent: this },
      );
    const execution = identity("execution", fileName(geth.paths.nodeKey));
    const consensus = identity("consensus", fileName(prysm.paths.p2pKey));
    const executionHost = serviceHost(clientNames(name, geth.name).internal, namespace);
    const consensusHost = serviceHost(clientNames(name, prysm.shortName).internal, namespace);
    const executionPort = node.execution.p2pPort ?? ports.geth.p2p;
    const consensusPort = node.consensus.p2pPort ?? ports.prysm.p2pTcp;
    return {
      name,
      execution,
      consensus,
      executionPort,
      consensusPorts: {
        p2pPort: consensusPort,
        discoveryPort: node.consensus.discoveryPort ?? ports.prysm.p2pUdp,
      },
      enode: pulumi.interpolate`enode://${execution.enodeId}@${executionHost}:${executionPort}`,
      multiaddress: pulumi.interpolate`/dns4/${consensusHost}/tcp/${consensusPort}/p2p/${consensus.peerId}`,
    };
  }
}

/** Each once. What is written the same is the same. */
const distinct = <T>(values: readonly T[]): T[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];

const fileName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Lets users' pods out to the nodes that their access label opens to them. */
function accessPolicies(namespace: pulumi.Input<string>, opts: pulumi.CustomResourceOptions): void {
  const layers = {
    "rpc-access": accessEgress(
      accessLabels.rpc,
      podsOf("execution"),
      tcp(ports.geth.rpc, ports.geth.ws),
    ),
    "beacon-api-access": accessEgress(
      accessLabels.beaconApi,
      podsOf("consensus"),
      tcp(ports.prysm.api),
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
