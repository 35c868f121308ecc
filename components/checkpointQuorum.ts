import type * as k8s from "@pulumi/kubernetes";
import type { Network } from "../networks/network.ts";
import type { ConsensusClient } from "./clients/consensusClient.ts";
import { restrictedContainer } from "./kubernetes/podSecurity.ts";
import { monitorStepResources } from "./monitorStep.ts";

/** Where a new node's first finalized state comes from. Means nothing on a private chain. */
export interface CheckpointArgs {
  /** Beacon nodes that serve finalized states, best first, each of another host. Default: the network's. */
  readonly urls?: readonly string[] | undefined;
  /** What makes sure that they agree before an empty database is filled. Default: nothing, the first is believed. */
  readonly quorum?:
    | {
        /** How many must give the same finalized block. */
        readonly count: number;
        /** Image of the peer monitor, which asks them. */
        readonly image: string;
      }
    | undefined;
  /** A checkpoint that is known from elsewhere, `0x<root>:<epoch>`. The client leaves a chain without it. Default: none. */
  readonly weakSubjectivityCheckpoint?: string | undefined;
}

/** The endpoints that a node asks: its own or the network's. */
export const checkpointUrls = (network: Network, args: CheckpointArgs): readonly string[] =>
  args.urls ?? network.public?.checkpointSyncUrls ?? [];

/**
 * The init container that lets the endpoints agree. With an empty database the client does not start before they do; with
 * an existing one nobody is asked.
 *
 * @returns nothing where there is nobody to ask, or no agreement is wanted
 */
export function checkpointQuorum(
  client: ConsensusClient,
  network: Network,
  args: CheckpointArgs,
): k8s.types.input.core.v1.Container | undefined {
  const urls = checkpointUrls(network, args);
  const facts = network.public;
  if (facts === undefined || args.quorum === undefined || urls.length === 0) return undefined;
  const { data } = client.paths;
  return {
    name: "checkpoint",
    image: args.quorum.image,
    args: [
      "checkpoint",
      ...urls.map((url) => `--endpoint=${url}`),
      `--quorum=${args.quorum.count}`,
      `--genesis-time=${facts.genesisTime}`,
      `--slots-per-epoch=${network.slotsPerEpoch}`,
      ...(args.weakSubjectivityCheckpoint === undefined
        ? []
        : [`--weak-subjectivity-checkpoint=${args.weakSubjectivityCheckpoint}`]),
      `--database=${client.database}`,
      `--record=${data}/checkpoint.json`,
      `--config=${client.configFile ?? "/tmp/client.yaml"}`,
    ],
    resources: monitorStepResources,
    securityContext: restrictedContainer,
    volumeMounts: [
      { name: "data", mountPath: data },
      { name: "tmp", mountPath: "/tmp" },
      ...(client.configFile === undefined ? [] : [runtimeMount(client.configFile)]),
    ],
  };
}

/** The folder in which init containers leave what a client is started with. */
export const runtimeVolume = { name: "runtime", emptyDir: {} } as const;

/** Where that folder is, by a file in it. */
export const runtimeMount = (file: string): k8s.types.input.core.v1.VolumeMount => ({
  name: runtimeVolume.name,
  mountPath: file.slice(0, file.lastIndexOf("/")),
});
