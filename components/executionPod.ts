import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { lastFlags } from "./clientParts.ts";
import { clientPod, folder } from "./clientPod.ts";
import type {
  ExecutionClient,
  ExecutionFlagArgs,
  ExecutionPeers,
} from "./clients/executionClient.ts";
import type { ExecutionNodeArgs } from "./executionNode.ts";
import { mergeExtras, type PodExtras } from "./kubernetes/podExtras.ts";
import { ports } from "./kubernetes/ports.ts";
import { serviceHosts } from "./kubernetes/singlePod.ts";
import { isExposed, type Advertised, type P2pService } from "./nodeP2p.ts";
import { addressPlaceholder, advertiseArgs, advertiseContainer } from "./p2pAdvertise.ts";
import { onHost } from "./p2pExposure.ts";
import { actionsVolume } from "./peerActions.ts";
import { peerAgent, type ExposureArgs } from "./peerAgent.ts";

/** What the pod needs beside the component's own arguments. */
export interface ExecutionPodArgs extends Omit<ExecutionNodeArgs, "volume" | "workload"> {
  readonly service: string;
  readonly internal: string;
  readonly p2pPort: number;
  /** Name of the claim. */
  readonly claim: pulumi.Input<string>;
  readonly jwtSecretName: pulumi.Input<string>;
  readonly keySecretName: pulumi.Input<string> | undefined;
  readonly reached: P2pService;
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
  const { advertised } = args.reached;
  const actions = actionsSecret(client, args);
  const files = configMap(client, args, opts);
  const flagArgs = pulumi
    .all([advertiseArgs(advertised), args.namespace])
    .apply(([announces, namespace]) => flagArgsOf(client, args, announces, namespace));
  return clientPod(client, {
    image: args.image ?? client.image(args.version),
    args: commandLine(client, args, flagArgs),
    initSteps: client.initSteps && flagArgs.apply(client.initSteps),
    ports: [
      { name: "rpc", containerPort: ports.execution.rpc },
      { name: "ws", containerPort: ports.execution.ws },
      { name: "engine", containerPort: ports.execution.engine },
      { name: "metrics", containerPort: ports.execution.metrics },
      { name: "p2p-tcp", containerPort: args.p2pPort, ...onHost(args.p2p, args.p2pPort) },
      {
        name: "p2p-udp",
        containerPort: args.p2pPort,
        protocol: "UDP",
        ...onHost(args.p2p, args.p2pPort),
      },
    ],
    apiPort: ports.execution.rpc,
    resources: args.resources,
    claim: args.claim,
    dataPath: client.paths.data,
    jwtSecretName: args.jwtSecretName,
    keySecretName: args.keySecretName,
    chain: args.chain,
    mounts: [
      ...(config === undefined ? [] : [{ name: configVolume, mountPath: config, readOnly: true }]),
      ...(ipc === undefined ? [] : [{ name: "ipc", mountPath: folder(ipc) }]),
    ],
    volumes: [
      ...(files === undefined ? [] : configVolumes(files, advertised)),
      ...(ipc === undefined ? [] : [{ name: "ipc", emptyDir: {} }]),
      ...(actions === undefined ? [] : [actionsVolume(actions)]),
    ],
    preStopSeconds: drainSeconds,
    sidecars:
      args.peerAgentImage === undefined
        ? []
        : [
            peerAgent({
              image: args.peerAgentImage,
              ipcPath: ipc,
              allowActions: actions !== undefined,
              exposure: exposureOf(args),
              inSync:
                args.beaconApiUrl === undefined
                  ? undefined
                  : { ...args, beaconApiUrl: args.beaconApiUrl },
            }),
          ],
    extras: mergeExtras([findsAddress(client, args), args.pod]),
  });
}

/** Name of the Secret with which its agent may act. An agent that has no socket has no way to. */
const actionsSecret = (
  { paths: { ipc } }: ExecutionClient,
  { peerAgentImage, peerActionsSecretName }: ExecutionPodArgs,
): pulumi.Input<string> | undefined =>
  ipc === undefined || peerAgentImage === undefined ? undefined : peerActionsSecretName;

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
  const address = args.reached.advertised.kind === "found" ? addressPlaceholder : undefined;
  return (
    configFiles &&
    new k8s.core.v1.ConfigMap(
      `${args.service}-config`,
      {
        metadata: { namespace: args.namespace, labels: args.labels },
        immutable: true,
        data: peersOf(args).apply((peers) => configFiles(peers, address)),
      },
      opts,
    )
  );
}

/** Both kinds of discovery, of which a private chain has none unless it is asked for. */
const discoveryOf = ({ network, discoveryV4, discoveryV5 }: ExecutionPodArgs) => ({
  discoveryV4: discoveryV4 ?? network.public !== undefined,
  discoveryV5: discoveryV5 ?? network.public !== undefined,
});

/** What the agent compares with what both clients announce. */
function exposureOf(args: ExecutionPodArgs): ExposureArgs | undefined {
  const { p2p, p2pPort, consensusP2p } = args;
  if (p2p === undefined || !isExposed(p2p)) return undefined;
  const { discoveryV4, discoveryV5 } = discoveryOf(args);
  return {
    network: args.network,
    stunServers: p2p.finder?.stunServers ?? [],
    executionPort: p2pPort,
    executionDiscovery: discoveryV4 || discoveryV5,
    consensus: consensusP2p,
    atBalancer: p2p.exposure === "loadBalancer",
    balancer: args.reached.balancer,
  };
}

/** The volume with the files that the client reads, and that with the files into which the address is put first. */
const configVolume = "client-config";
const templates = { name: "config-templates", mountPath: "/templates" } as const;

function configVolumes(files: k8s.core.v1.ConfigMap, { kind }: Advertised) {
  const configMap = { name: files.metadata.name };
  return kind === "found"
    ? [
        { name: configVolume, emptyDir: {} },
        { name: templates.name, configMap },
      ]
    : [{ name: configVolume, configMap }];
}

/** The init container that finds the address to announce, of a client that reads it in its configuration files. */
function findsAddress(
  { paths: { config } }: ExecutionClient,
  { reached: { advertised }, network }: ExecutionPodArgs,
): PodExtras | undefined {
  if (advertised.kind !== "found" || config === undefined) return undefined;
  const container = advertiseContainer(
    advertised.finder,
    network,
    { templates: templates.mountPath, output: config },
    [
      { ...templates, readOnly: true },
      { name: configVolume, mountPath: config },
    ],
  );
  return { initContainers: [container] };
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
  client: ExecutionClient,
  args: ExecutionPodArgs,
  announces: Pick<ExecutionFlagArgs, "advertise" | "advertisedBy">,
  namespace: string,
): ExecutionFlagArgs {
  return {
    network: args.network,
    history: args.history ?? "postPrague",
    cacheMb: args.cacheMb ?? 4096,
    maxPeers: args.maxPeers ?? 50,
    p2pPort: args.p2pPort,
    ...announces,
    // `localhost` is how a user with `kubectl port-forward` asks.
    rpcHosts: [
      "localhost",
      ...[args.service, ...(args.rpcServices ?? [])].flatMap((name) =>
        serviceHosts(name, namespace),
      ),
    ],
    engineHosts: serviceHosts(args.internal, namespace),
    bootnodes: args.bootnodes ?? [],
    ...discoveryOf(args),
    extra: lastFlags(client, args),
  };
}
