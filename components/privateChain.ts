import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { devnetConsensusConfig, devnetExecutionGenesis, devnetFork } from "../networks/devnet.ts";
import type { Network } from "../networks/network.ts";
import { geth } from "./clients/geth.ts";
import { prysm } from "./clients/prysm.ts";
import { restrictedContainer } from "./kubernetes/podSecurity.ts";
import { resourceRequirements } from "./kubernetes/resources.ts";

/** What a pod needs to have the chain's genesis: made by an init container at each start, always the same. */
export interface GenesisPieces {
  readonly initContainers: pulumi.Input<k8s.types.input.core.v1.Container>[];
  readonly volumes: pulumi.Input<k8s.types.input.core.v1.Volume>[];
  readonly mounts: k8s.types.input.core.v1.VolumeMount[];
}

export interface PrivateChainArgs {
  readonly namespace: pulumi.Input<string>;
  /**
   * When the chain's home was made, RFC 3339: the namespace's creation time. Genesis is counted from it, so it must live
   * exactly as long as the nodes' volumes.
   */
  readonly createdAt: pulumi.Input<string>;
  /** Seconds from then to the first slot: long enough for the pods to start. */
  readonly genesisDelay: number;
  /** How many validators the chain begins with. Their keys are derived from their numbers, 0 upwards. */
  readonly validators: number;
  /** Prysm's version: its prysmctl makes the genesis. */
  readonly prysmVersion: string;
  readonly labels: Record<string, string>;
}

/** A private network's node has no genesis, or a public network's has one of somebody else. */
export class ChainMismatchError extends Error {
  override readonly name = "ChainMismatchError";
  readonly component: string;
  readonly network: string;

  constructor(component: string, network: Network) {
    const [came, expected] =
      network.public === undefined
        ? ["no chain", "the PrivateChain that its genesis comes from"]
        : ["a private chain", "none: the network has its own genesis"];
    super(`${component}: came ${came} with network ${network.name}, expected ${expected}`);
    this.component = component;
    this.network = network.name;
  }
}

/** @throws ChainMismatchError unless there is a private chain exactly where the network is not public */
export function checkChain(component: string, network: Network, chain: PrivateChain | undefined) {
  if ((network.public === undefined) !== (chain !== undefined)) {
    throw new ChainMismatchError(component, network);
  }
}

/** The image of prysmctl of a version, such as `7.0.0`. */
export const prysmctlImage = (version: string): string => `offchainlabs/prysm-prysmctl:v${version}`;

/**
 * A private chain's genesis.
 *
 * prysmctl makes the same genesis of the same inputs, byte by byte, and every input is in the stack: the chain's
 * configuration, the number of validators and the time. So each pod makes its own copy when it starts. Nothing has to be
 * handed from node to node, no order of starting is needed, and a pod that moves to another machine finds the same chain.
 */
export class PrivateChain extends pulumi.ComponentResource {
  /** Unix time of the first slot, seconds. */
  readonly genesisTime: pulumi.Output<number>;
  /** The pod's volume with the chain's configuration. */
  readonly configVolume: k8s.types.input.core.v1.Volume;
  /** Where a container finds it. */
  readonly configMount: k8s.types.input.core.v1.VolumeMount;
  readonly #args: PrivateChainArgs;

  constructor(name: string, args: PrivateChainArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ethnode:index:PrivateChain", name, args, opts);
    this.#args = args;
    this.genesisTime = pulumi
      .output(args.createdAt)
      .apply((createdAt) => genesisTime(createdAt, args.genesisDelay));
    const config = new k8s.core.v1.ConfigMap(
      `${name}-config`,
      {
        metadata: { namespace: args.namespace, labels: args.labels },
        immutable: true,
        data: {
          "config.yaml": devnetConsensusConfig,
          "bootnodes.yaml": "[]\n",
          "genesis-base.json": JSON.stringify(devnetExecutionGenesis, null, 2),
        },
      },
      { parent: this },
    );
    this.configVolume = { name: "chain-config", configMap: { name: config.metadata.name } };
    this.configMount = { name: "chain-config", mountPath: "/config", readOnly: true };
    this.registerOutputs({ genesisTime: this.genesisTime });
  }

  /**
   * Whether a node can finalize alone, so that every other one's chain gives way to its own.
   * @param validators how many it signs for
   */
  isMajority(validators: number): boolean {
    return validators * 3 >= this.#args.validators * 2;
  }

  /** The pod pieces by which a client gets the genesis. */
  genesis(): GenesisPieces {
    const genesis = { name: "genesis", mountPath: "/genesis" };
    return {
      initContainers: [
        {
          name: "make-genesis",
          image: prysmctlImage(this.#args.prysmVersion),
          args: this.genesisTime.apply((time) => genesisFlags(time, this.#args.validators)),
          securityContext: restrictedContainer,
          resources: resourceRequirements({ cpu: "100m", memory: "256Mi" }),
          volumeMounts: [this.configMount, genesis],
        },
      ],
      volumes: [this.configVolume, { name: "genesis", emptyDir: {} }],
      mounts: [{ ...genesis, readOnly: true }],
    };
  }
}

/**
 * @param createdAt RFC 3339
 * @param delay seconds
 * @returns Unix time, seconds
 */
export function genesisTime(createdAt: string, delay: number): number {
  return Math.floor(Date.parse(createdAt) / 1000) + delay;
}

/** prysmctl's command line. Source: Prysm v7.0.0 cmd/prysmctl/testnet/generate_genesis.go. */
export function genesisFlags(time: number, validators: number): string[] {
  return [
    "testnet",
    "generate-genesis",
    `--fork=${devnetFork}`,
    `--num-validators=${validators}`,
    `--genesis-time=${time}`,
    `--chain-config-file=${prysm.paths.chainConfig}`,
    "--geth-genesis-json-in=/config/genesis-base.json",
    `--geth-genesis-json-out=${geth.paths.genesis}`,
    `--output-ssz=${prysm.paths.genesis}`,
  ];
}
