import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ExecutionClient } from "./clients/executionClient.ts";
import type { ExecutionNodeArgs } from "./executionNode.ts";
import { clientSecrets } from "./clientSecrets.ts";
import { apiProbes, clientGracePeriod, podIp } from "./kubernetes/podEnvironment.ts";
import { clientUid, podDefaults, restrictedContainer } from "./kubernetes/podSecurity.ts";
import { ports } from "./kubernetes/ports.ts";
import { resourceRequirements } from "./kubernetes/resources.ts";
import { serviceHosts } from "./kubernetes/singlePod.ts";
import { peerAgent } from "./peerAgent.ts";

/** What the pod needs beside the component's own arguments. */
export interface ExecutionPodArgs extends Omit<ExecutionNodeArgs, "volume" | "jwtSecretName"> {
  readonly service: string;
  readonly internal: string;
  readonly p2pPort: number;
  /** Name of the claim. */
  readonly volume: pulumi.Input<string>;
  readonly jwtSecretName: pulumi.Input<string>;
  readonly keySecretName: pulumi.Input<string>;
  readonly configFile: pulumi.Input<string>;
  readonly advertise: pulumi.Input<string>;
  readonly labels: Record<string, string>;
}

/** The pod of an execution client, with the peer monitor's agent beside it where one is wanted. */
export function executionPod(
  client: ExecutionClient,
  args: ExecutionPodArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.types.input.core.v1.PodSpec {
  const genesis = args.chain?.genesis();
  const config = new k8s.core.v1.ConfigMap(
    `${args.service}-config`,
    {
      metadata: { namespace: args.namespace, labels: args.labels },
      immutable: true,
      data: { [fileName(client.paths.config)]: args.configFile },
    },
    opts,
  );
  return {
    ...podDefaults(clientUid),
    terminationGracePeriodSeconds: clientGracePeriod,
    initContainers: genesis?.initContainers ?? [],
    containers: [
      {
        name: client.name,
        image: args.image ?? client.image(args.version),
        args: pulumi
          .all([args.advertise, args.namespace])
          .apply(([advertise, namespace]) => flags(client, args, advertise, namespace)),
        env: [podIp],
        ports: [
          { name: "rpc", containerPort: ports.geth.rpc },
          { name: "ws", containerPort: ports.geth.ws },
          { name: "engine", containerPort: ports.geth.engine },
          { name: "metrics", containerPort: ports.geth.metrics },
          { name: "p2p-tcp", containerPort: args.p2pPort },
          { name: "p2p-udp", containerPort: args.p2pPort, protocol: "UDP" },
        ],
        ...apiProbes(client.probePath, ports.geth.rpc),
        resources: resourceRequirements(args.resources),
        securityContext: restrictedContainer,
        volumeMounts: [
          { name: "data", mountPath: client.paths.data },
          { name: "secrets", mountPath: "/secrets", readOnly: true },
          { name: "client-config", mountPath: folder(client.paths.config), readOnly: true },
          { name: "ipc", mountPath: folder(client.paths.ipc) },
          { name: "tmp", mountPath: "/tmp" },
          ...(genesis?.mounts ?? []),
        ],
      },
      ...(args.peerAgentImage === undefined
        ? []
        : [peerAgent({ image: args.peerAgentImage, ipcPath: client.paths.ipc, volume: "ipc" })]),
    ],
    volumes: [
      { name: "data", persistentVolumeClaim: { claimName: args.volume } },
      clientSecrets(args.jwtSecretName, args.keySecretName),
      { name: "client-config", configMap: { name: config.metadata.name } },
      { name: "ipc", emptyDir: {} },
      { name: "tmp", emptyDir: {} },
      ...(genesis?.volumes ?? []),
    ],
  };
}

function flags(
  client: ExecutionClient,
  args: ExecutionPodArgs,
  advertise: string,
  namespace: string,
): string[] {
  return client.flags({
    network: args.network,
    history: args.history ?? "postprague",
    cacheMb: args.cacheMb ?? 4096,
    maxPeers: args.maxPeers ?? 50,
    p2pPort: args.p2pPort,
    advertise,
    // `localhost` is how a user with `kubectl port-forward` asks.
    rpcHosts: ["localhost", ...serviceHosts(args.service, namespace)],
    engineHosts: serviceHosts(args.internal, namespace),
    extra: args.extraFlags ?? [],
  });
}

const folder = (path: string): string => path.slice(0, path.lastIndexOf("/"));
const fileName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
