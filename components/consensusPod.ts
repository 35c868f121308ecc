import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { minBlobRetentionEpochs } from "../sizing/custody.ts";
import {
  checkpointQuorum,
  checkpointUrls,
  runtimeMount,
  runtimeVolume,
} from "./checkpointQuorum.ts";
import { clientPod } from "./clientPod.ts";
import type { ConsensusClient, ConsensusFlagArgs } from "./clients/consensusClient.ts";
import {
  consensusApiPorts,
  consensusP2pPorts,
  type ConsensusNodeArgs,
  type ConsensusP2pPorts,
} from "./consensusNode.ts";
import { mergeExtras } from "./kubernetes/podExtras.ts";
import { ports } from "./kubernetes/ports.ts";

/** What the pod needs beside the component's own arguments. */
export interface ConsensusPodArgs
  extends
    Omit<ConsensusNodeArgs, "volume" | "workload" | "p2pPort" | "discoveryPort">,
    ConsensusP2pPorts {
  /** Name of the claim. */
  readonly claim: pulumi.Input<string>;
  readonly keySecretName: pulumi.Input<string> | undefined;
  readonly advertise: pulumi.Input<string>;
}

/** The pod of a consensus client. What settings add to it comes by `args.pod`. */
export function consensusPod(
  client: ConsensusClient,
  args: ConsensusPodArgs,
): k8s.types.input.core.v1.PodSpec {
  const { checkpoint = {} } = args;
  const quorum = checkpointQuorum(client, args.network, checkpoint);
  const configFile =
    quorum !== undefined || args.writesConfigFile === true ? client.configFile : undefined;
  const flagArgs = pulumi
    .all([args.engineUrl, args.advertise, args.staticPeers ?? []])
    .apply(([engineUrl, advertise, staticPeers]): ConsensusFlagArgs => ({
      network: args.network,
      engineUrl,
      advertise,
      staticPeers,
      bootnodes: args.bootnodes ?? [],
      checkpointSyncUrl: checkpointUrls(args.network, checkpoint)[0],
      weakSubjectivityCheckpoint: checkpoint.weakSubjectivityCheckpoint,
      hasConfigFile: configFile !== undefined,
      checkpointInFile: configFile !== undefined && quorum !== undefined,
      maxPeers: args.maxPeers ?? 70,
      p2pPort: args.p2pPort,
      discoveryPort: args.discoveryPort,
      custody: args.custody ?? "regular",
      backfill: args.backfill ?? false,
      blobRetentionEpochs: args.blobRetentionEpochs ?? minBlobRetentionEpochs,
      extra: args.extraFlags ?? [],
    }));
  const { flags, initSteps } = client;
  const listens = [
    ...consensusApiPorts(client),
    { name: "metrics", port: ports.consensus.metrics },
    ...consensusP2pPorts(args),
  ];
  return clientPod(client, {
    image: args.image ?? client.image(args.version),
    args: flagArgs.apply(flags),
    initSteps: initSteps && flagArgs.apply(initSteps),
    ports: listens.map(({ name, port, protocol = "TCP" }) => ({
      name,
      containerPort: port,
      ...(protocol === "TCP" ? {} : { protocol }),
    })),
    apiPort: ports.consensus.api,
    resources: args.resources,
    claim: args.claim,
    dataPath: client.paths.data,
    jwtSecretName: args.jwtSecretName,
    keySecretName: args.keySecretName,
    chain: args.chain,
    mounts: configFile === undefined ? [] : [runtimeMount(configFile)],
    // The chain's configuration, which the execution client finds in its genesis.
    lateMounts: args.chain === undefined ? [] : [args.chain.configMount],
    volumes: configFile === undefined ? [] : [runtimeVolume],
    sidecars: [],
    extras: mergeExtras([quorum && { initContainers: [quorum] }, args.pod]),
  });
}
