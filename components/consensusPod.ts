import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { minBlobRetentionEpochs } from "../sizing/custody.ts";
import {
  checkpointQuorum,
  checkpointUrls,
  runtimeMount,
  runtimeVolume,
} from "./checkpointQuorum.ts";
import { lastFlags } from "./clientParts.ts";
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
import type { Advertised } from "./nodeP2p.ts";
import { advertiseArgs, advertiseContainer } from "./p2pAdvertise.ts";
import { onHost } from "./p2pExposure.ts";

/** What the pod needs beside the component's own arguments. */
export interface ConsensusPodArgs
  extends
    Omit<ConsensusNodeArgs, "volume" | "workload" | "p2pPort" | "discoveryPort">,
    ConsensusP2pPorts {
  /** Name of the claim. */
  readonly claim: pulumi.Input<string>;
  readonly keySecretName: pulumi.Input<string> | undefined;
  readonly advertised: Advertised;
}

/** The pod of a consensus client. What settings add to it comes by `args.pod`. */
export function consensusPod(
  client: ConsensusClient,
  args: ConsensusPodArgs,
): k8s.types.input.core.v1.PodSpec {
  const { checkpoint = {} } = args;
  const quorum = checkpointQuorum(client, args.network, checkpoint);
  const advertise = findsAddress(client, args);
  const configFile =
    quorum !== undefined || advertise !== undefined || args.writesConfigFile === true
      ? client.configFile
      : undefined;
  const flagArgs = pulumi
    .all([args.engineUrl, advertiseArgs(args.advertised), args.staticPeers ?? []])
    .apply(([engineUrl, announces, staticPeers]): ConsensusFlagArgs => ({
      network: args.network,
      engineUrl,
      ...announces,
      staticPeers,
      bootnodes: args.bootnodes ?? [],
      checkpointSyncUrl: checkpointUrls(args.network, checkpoint)[0],
      weakSubjectivityCheckpoint: checkpoint.weakSubjectivityCheckpoint,
      hasConfigFile: configFile !== undefined,
      checkpointInFile: configFile !== undefined && quorum !== undefined,
      maxPeers: args.maxPeers ?? 70,
      p2pPort: args.p2pPort,
      quic: args.quic,
      discoveryPort: args.discoveryPort,
      followsMajority: args.followsMajority ?? false,
      custody: args.custody ?? "regular",
      backfill: args.backfill ?? false,
      blobRetentionEpochs: args.blobRetentionEpochs ?? minBlobRetentionEpochs,
      extra: lastFlags(client, args),
    }));
  const { flags, initSteps } = client;
  const p2pPorts = consensusP2pPorts(args);
  const p2pNames = new Set<string>(p2pPorts.map(({ name }) => name));
  const listens = [
    ...consensusApiPorts(client),
    { name: "metrics", port: ports.consensus.metrics },
    ...p2pPorts,
  ];
  return clientPod(client, {
    image: args.image ?? client.image(args.version),
    args: flagArgs.apply(flags),
    initSteps: initSteps && flagArgs.apply(initSteps),
    ports: listens.map(({ name, port, protocol = "TCP" }) => ({
      name,
      containerPort: port,
      ...(protocol === "TCP" ? {} : { protocol }),
      ...(p2pNames.has(name) ? onHost(args.p2p, port) : {}),
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
    extras: mergeExtras([
      quorum && { initContainers: [quorum] },
      advertise && { initContainers: [advertise] },
      args.quic ? undefined : { env: envOf(client.tcpOnlyEnv) },
      args.pod,
    ]),
  });
}

const envOf = (variables: ConsensusClient["tcpOnlyEnv"] = {}): k8s.types.input.core.v1.EnvVar[] =>
  Object.entries(variables).map(([name, value]) => ({ name, value }));

/** The init container that finds the address to announce, of a client that reads it from a file. */
function findsAddress(
  { addressFile, configFile }: ConsensusClient,
  { advertised, network }: ConsensusPodArgs,
): k8s.types.input.core.v1.Container | undefined {
  if (advertised.kind !== "found" || typeof addressFile !== "object" || configFile === undefined)
    return undefined;
  const target = { yaml: configFile, key: addressFile.yamlKey };
  return advertiseContainer(advertised.finder, network, target, [runtimeMount(configFile)]);
}
