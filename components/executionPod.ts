import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { clientPod, folder } from "./clientPod.ts";
import type {
  ExecutionClient,
  ExecutionFlagArgs,
  ExecutionPeers,
} from "./clients/executionClient.ts";
import type { ExecutionNodeArgs } from "./executionNode.ts";
import { ports } from "./kubernetes/ports.ts";
import { serviceHosts } from "./kubernetes/singlePod.ts";
import { peerAgent } from "./peerAgent.ts";

/** What the pod needs beside the component's own arguments. */
export interface ExecutionPodArgs extends Omit<ExecutionNodeArgs, "volume" | "workload"> {
  readonly service: string;
  readonly internal: string;
  readonly p2pPort: number;
  /** Name of the claim. */
  readonly claim: pulumi.Input<string>;
  readonly jwtSecretName: pulumi.Input<string>;
  readonly keySecretName: pulumi.Input<string> | undefined;
  readonly advertise: pulumi.Input<string>;
  readonly labels: Record<string, string>;
}

/**
 * Seconds between the order to stop and the client's hearing of it: no Service leads to it by then, and its consensus client,
 * if told to stop at the same moment, has stopped before it.
 */
const drainSeconds = 10;

/**
 * The pod of an execution client, with the peer monitor's agent beside it where one is wanted. What settings add to it
 * comes by `args.pod`.
 */
export function executionPod(
  client: ExecutionClient,
  args: ExecutionPodArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.types.input.core.v1.PodSpec {
  const { ipc, config } = client.paths;
  const files = configMap(client, args, opts);
  const flagArgs = pulumi
    .all([args.advertise, args.namespace])
    .apply(([advertise, namespace]) => flagArgsOf(args, advertise, namespace));
  return clientPod(client, {
    image: args.image ?? client.image(args.version),
    args: commandLine(client, args, flagArgs),
    initSteps: client.initSteps && flagArgs.apply(client.initSteps),
    ports: [
      { name: "rpc", containerPort: ports.execution.rpc },
      { name: "ws", containerPort: ports.execution.ws },
      { name: "engine", containerPort: ports.execution.engine },
      { name: "metrics", containerPort: ports.execution.metrics },
      { name: "p2p-tcp", containerPort: args.p2pPort },
      { name: "p2p-udp", containerPort: args.p2pPort, protocol: "UDP" },
    ],
    apiPort: ports.execution.rpc,
    resources: args.resources,
    claim: args.claim,
    dataPath: client.paths.data,
    jwtSecretName: args.jwtSecretName,
    keySecretName: args.keySecretName,
    chain: args.chain,
    mounts: [
      ...(config === undefined
        ? []
        : [{ name: "client-config", mountPath: config, readOnly: true }]),
      ...(ipc === undefined ? [] : [{ name: "ipc", mountPath: folder(ipc) }]),
    ],
    volumes: [
      ...(files === undefined
        ? []
        : [{ name: "client-config", configMap: { name: files.metadata.name } }]),
      ...(ipc === undefined ? [] : [{ name: "ipc", emptyDir: {} }]),
    ],
    preStopSeconds: drainSeconds,
    sidecars:
      args.peerAgentImage === undefined
        ? []
        : [
            peerAgent({
              image: args.peerAgentImage,
              ipcPath: ipc,
              inSync:
                args.beaconApiUrl === undefined
                  ? undefined
                  : { ...args, beaconApiUrl: args.beaconApiUrl },
            }),
          ],
    extras: args.pod,
  });
}

const peersOf = (args: ExecutionPodArgs): pulumi.Output<ExecutionPeers> =>
  pulumi
    .all([args.staticPeers ?? [], args.trustedPeers ?? []])
    .apply(([staticPeers, trustedPeers]) => ({ staticPeers, trustedPeers }));

/** The client's configuration files, where it has some. */
function configMap(
  { configFiles }: ExecutionClient,
  args: ExecutionPodArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.ConfigMap | undefined {
  return (
    configFiles &&
    new k8s.core.v1.ConfigMap(
      `${args.service}-config`,
      {
        metadata: { namespace: args.namespace, labels: args.labels },
        immutable: true,
        data: peersOf(args).apply(configFiles),
      },
      opts,
    )
  );
}

/** All flags; with the peers only where the client takes them so, since they may be unknown in a preview. */
function commandLine(
  { flags, peerFlags }: ExecutionClient,
  args: ExecutionPodArgs,
  flagArgs: pulumi.Output<ExecutionFlagArgs>,
): pulumi.Output<string[]> {
  return peerFlags === undefined
    ? flagArgs.apply(flags)
    : pulumi
        .all([peersOf(args).apply(peerFlags), flagArgs.apply(flags)])
        .apply(([peers, others]) => [...peers, ...others]);
}

function flagArgsOf(
  args: ExecutionPodArgs,
  advertise: string,
  namespace: string,
): ExecutionFlagArgs {
  return {
    network: args.network,
    history: args.history ?? "postPrague",
    cacheMb: args.cacheMb ?? 4096,
    maxPeers: args.maxPeers ?? 50,
    p2pPort: args.p2pPort,
    advertise,
    // `localhost` is how a user with `kubectl port-forward` asks.
    rpcHosts: [
      "localhost",
      ...[args.service, ...(args.rpcServices ?? [])].flatMap((name) =>
        serviceHosts(name, namespace),
      ),
    ],
    engineHosts: serviceHosts(args.internal, namespace),
    bootnodes: args.bootnodes ?? [],
    discoveryV4: args.discoveryV4 ?? true,
    discoveryV5: args.discoveryV5 ?? true,
    extra: args.extraFlags ?? [],
  };
}
