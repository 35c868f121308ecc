import * as pulumi from "@pulumi/pulumi";
import type { Network } from "../networks/network.ts";
import { consensusClient, executionClient } from "./clients/index.ts";
import type { ConsensusClientName, ExecutionClientName } from "./clients/names.ts";
import {
  beaconApiUrl,
  consensusP2p,
  ConsensusNode,
  type ConsensusNodeArgs,
} from "./consensusNode.ts";
import { ExecutionNode, type ExecutionNodeArgs } from "./executionNode.ts";
import { JwtSecret } from "./jwtSecret.ts";
import { objectLabels } from "./kubernetes/labels.ts";
import type { Scraper } from "./kubernetes/networkPolicy.ts";
import type { WorkloadExtras } from "./kubernetes/podExtras.ts";
import type { PrivateChain } from "./privateChain.ts";
import { clientNames } from "./nodeNames.ts";
import { PrysmValidator, type PrysmValidatorArgs } from "./prysmValidator.ts";
import { UpgradeGate, type UpgradeArgs } from "./upgradeGate.ts";

/** What both clients of a node share, and so is said once. */
type Shared =
  | "node"
  | "namespace"
  | "scraper"
  | "network"
  | "chain"
  | "jwtSecretName"
  | "engineUrl"
  | "beaconApiUrl"
  | "consensusP2p";

/** Validators, without what their node knows of itself. */
type NodeValidatorArgs = Omit<PrysmValidatorArgs, Shared | "beaconRpc" | "awaitHead"> & {
  /**
   * Image of the peer monitor. With it, validators of a node that follows the majority begin once their beacon node has the
   * others' newest blocks. Default: they begin at once.
   */
  readonly monitorImage?: string | undefined;
};

export interface EthereumNodeArgs {
  readonly namespace: pulumi.Input<string>;
  /** The Prometheus that may read its metrics. Default: the bundled one, in the namespace `monitoring`. */
  readonly scraper?: Scraper | "nobody" | undefined;
  readonly network: Network;
  /** The private chain's genesis. Needed where the network is not public. */
  readonly chain?: PrivateChain | undefined;
  readonly execution: Omit<ExecutionNodeArgs, Shared> & {
    /** Default: geth. */
    readonly client?: ExecutionClientName | undefined;
  };
  readonly consensus: Omit<ConsensusNodeArgs, Shared> & {
    /** Default: prysm. */
    readonly client?: ConsensusClientName | undefined;
  };
  /** Validators that sign through this node. Default: none. On private chains only. */
  readonly validator?: NodeValidatorArgs | undefined;
  /** Any text. A new one rotates the JWT; both clients restart with it. Default: empty. */
  readonly jwtRotation?: string | undefined;
  /**
   * How long an upgrade of it may take, and the image of the gate that waits for it. It wants a peer agent. Default: only the
   * consensus client's API is waited for, and for the provider's ten minutes.
   */
  readonly upgrade?: UpgradeArgs | undefined;
  /** What must be done before a pod of it is made or changed: the gate of the node before it. Default: nothing. */
  readonly after?: readonly pulumi.Resource[] | undefined;
}

/** Validators on a network whose keys are not everybody's: they would need keys of the user's. */
export class ValidatorNetworkError extends Error {
  override readonly name = "ValidatorNetworkError";
  readonly node: string;
  readonly network: string;

  constructor(node: string, network: Network) {
    super(
      `EthereumNode ${node}: came validators on ${network.name}, expected none: validators with keys of yours are not ` +
        "supported yet",
    );
    this.node = node;
    this.network = network.name;
  }
}

/**
 * One execution client, one consensus client and the JWT that they share. More capacity is more EthereumNodes.
 *
 * The component's name is the node's name in the cluster.
 */
export class EthereumNode extends pulumi.ComponentResource {
  readonly execution: ExecutionNode;
  readonly consensus: ConsensusNode;
  readonly validator: PrysmValidator | undefined;
  /** What waits until an upgrade of it is over. Absent where nothing does. */
  readonly gate: UpgradeGate | undefined;

  constructor(name: string, args: EthereumNodeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ethnode:index:EthereumNode", name, {}, opts);
    if (args.validator !== undefined && args.network.public !== undefined) {
      throw new ValidatorNetworkError(name, args.network);
    }
    const own = { parent: this };
    const { namespace, scraper, network, chain } = args;
    const shared = { node: name, namespace, scraper, network, chain };
    const jwt = new JwtSecret(
      `${name}-jwt`,
      {
        namespace,
        labels: objectLabels({ name: "jwt", instance: name, component: "execution" }),
        rotation: args.jwtRotation,
      },
      own,
    );
    this.execution = new ExecutionNode(
      `${name}-execution`,
      executionClient(args.execution.client),
      {
        ...shared,
        ...args.execution,
        workload: withOrder(args.execution.workload, args),
        jwtSecretName: jwt.secretName,
        consensusP2p: consensusP2p(consensusClient(args.consensus.client), {
          network,
          ...args.consensus,
        }),
        beaconApiUrl: beaconApiUrl(
          clientNames(name, consensusClient(args.consensus.client).name).service,
          namespace,
        ),
      },
      own,
    );
    this.consensus = new ConsensusNode(
      `${name}-consensus`,
      consensusClient(args.consensus.client),
      {
        ...shared,
        ...args.consensus,
        workload: withOrder(args.consensus.workload, args),
        jwtSecretName: jwt.secretName,
        engineUrl: this.execution.engineUrl,
      },
      own,
    );
    this.validator = this.#validators(name, args, shared);
    this.gate = this.#upgradeGate(name, args);
    this.registerOutputs({
      enode: this.execution.enode,
      peerId: this.consensus.peerId,
    });
  }

  /** What must be done before the next node of a fleet is changed. */
  get lastStep(): readonly pulumi.Resource[] {
    // Without an agent the execution client's pod is ready when its API answers, and is waited for.
    const { gate, execution, consensus } = this;
    return gate === undefined ? [execution.workload, consensus.workload] : [gate.job];
  }

  #validators(
    name: string,
    args: EthereumNodeArgs,
    shared: Pick<PrysmValidatorArgs, "node" | "namespace" | "scraper" | "network">,
  ): PrysmValidator | undefined {
    const { chain, validator, consensus } = args;
    if (validator === undefined || chain === undefined) return undefined;
    const { monitorImage: image, ...own } = validator;
    const { grpcAddress: beaconRpc, beaconApiUrl } = this.consensus;
    const waits = consensus.followsMajority === true && image !== undefined;
    return new PrysmValidator(
      `${name}-validators`,
      {
        ...shared,
        ...own,
        chain,
        beaconRpc,
        awaitHead: waits ? { image, beaconApiUrl } : undefined,
        workload: withOrder(validator.workload, args),
      },
      { parent: this },
    );
  }

  #upgradeGate(name: string, { namespace, upgrade }: EthereumNodeArgs): UpgradeGate | undefined {
    const { agentUrl, rpcUrl, workload: execution } = this.execution;
    if (upgrade === undefined || agentUrl === undefined) return undefined;
    return new UpgradeGate(
      `${name}-upgrade`,
      {
        ...upgrade,
        node: name,
        namespace,
        agentUrl,
        rpcUrl,
        execution,
        consensus: this.consensus.workload,
        others: this.validator === undefined ? [] : [this.validator.workload],
      },
      { parent: this },
    );
  }
}

/** A workload's place in the order of an upgrade: after the node before, and waited for as long as that may take. */
function withOrder(
  workload: WorkloadExtras = {},
  { after = [], upgrade }: EthereumNodeArgs,
): WorkloadExtras {
  const { dependsOn } = workload;
  const all =
    dependsOn === undefined
      ? [...after]
      : pulumi.output(dependsOn).apply((own) => [...own, ...after]);
  return {
    ...workload,
    ...(after.length === 0 ? {} : { dependsOn: all }),
    ...(upgrade === undefined ? {} : { timeoutSeconds: upgrade.timeoutSeconds }),
  };
}
