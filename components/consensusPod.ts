import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ConsensusClient } from "./clients/consensusClient.ts";
import type { ConsensusNodeArgs } from "./consensusNode.ts";
import { clientSecrets } from "./clientSecrets.ts";
import { apiProbes, clientGracePeriod, podIp } from "./kubernetes/podEnvironment.ts";
import { clientUid, podDefaults, restrictedContainer } from "./kubernetes/podSecurity.ts";
import { ports } from "./kubernetes/ports.ts";
import { resourceRequirements } from "./kubernetes/resources.ts";

/** What the pod needs beside the component's own arguments. */
export interface ConsensusPodArgs extends Omit<ConsensusNodeArgs, "volume"> {
  readonly p2pPort: number;
  readonly discoveryPort: number;
  /** Name of the claim. */
  readonly volume: pulumi.Input<string>;
  readonly keySecretName: pulumi.Input<string>;
  readonly advertise: pulumi.Input<string>;
}

/** The pod of a consensus client. */
export function consensusPod(
  client: ConsensusClient,
  args: ConsensusPodArgs,
): k8s.types.input.core.v1.PodSpec {
  const genesis = args.chain?.genesis();
  return {
    ...podDefaults(clientUid),
    terminationGracePeriodSeconds: clientGracePeriod,
    initContainers: genesis?.initContainers ?? [],
    containers: [
      {
        name: client.name,
        image: args.image ?? client.image(args.version),
        args: pulumi
          .all([args.engineUrl, args.advertise, args.staticPeers ?? []])
          .apply(([engineUrl, advertise, staticPeers]) =>
            client.flags({
              network: args.network,
              engineUrl,
              advertise,
              staticPeers,
              checkpointSyncUrl: args.checkpointSyncUrl,
              maxPeers: args.maxPeers ?? 70,
              p2pPort: args.p2pPort,
              discoveryPort: args.discoveryPort,
              extra: args.extraFlags ?? [],
            }),
          ),
        env: [podIp],
        ports: [
          { name: "beacon-api", containerPort: ports.prysm.api },
          { name: "grpc", containerPort: ports.prysm.grpc },
          { name: "metrics", containerPort: ports.prysm.metrics },
          { name: "p2p-tcp", containerPort: args.p2pPort },
          { name: "p2p-quic", containerPort: args.p2pPort, protocol: "UDP" },
          { name: "discovery", containerPort: args.discoveryPort, protocol: "UDP" },
        ],
        ...apiProbes(client.probePath, ports.prysm.api),
        resources: resourceRequirements(args.resources),
        securityContext: restrictedContainer,
        volumeMounts: [
          { name: "data", mountPath: client.paths.data },
          { name: "secrets", mountPath: "/secrets", readOnly: true },
          { name: "tmp", mountPath: "/tmp" },
          ...(args.chain === undefined ? [] : [args.chain.configMount]),
          ...(genesis?.mounts ?? []),
        ],
      },
    ],
    volumes: [
      { name: "data", persistentVolumeClaim: { claimName: args.volume } },
      clientSecrets(args.jwtSecretName, args.keySecretName),
      { name: "tmp", emptyDir: {} },
      ...(genesis?.volumes ?? []),
    ],
  };
}
