import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Network } from "../networks/network.ts";
import type { ConsensusP2pPorts } from "./consensusNode.ts";
import { restrictedContainer } from "./kubernetes/podSecurity.ts";
import { ports } from "./kubernetes/ports.ts";
import { resourceRequirements, type Resources } from "./kubernetes/resources.ts";
import { hostIp, placeFlags } from "./p2pAdvertise.ts";
import { actionsMount, actionsTokenFile } from "./peerActions.ts";

/** When the agent judges its node to be in sync. */
export interface InSyncArgs {
  /** The consensus client's beacon API. */
  readonly beaconApiUrl: pulumi.Input<string>;
  readonly network: Network;
  /** The oldest that the execution client's newest block may be. Default: see {@link defaultMaxHeadAge}. */
  readonly maxHeadAgeSeconds?: number | undefined;
  /** The fewest peers that the execution client must have. Default: see {@link defaultMinPeers}. */
  readonly minPeers?: number | undefined;
}

/** How the node is exposed, which the agent compares with what its clients announce. */
export interface ExposureArgs {
  readonly network: Network;
  readonly stunServers: readonly string[];
  readonly executionPort: number;
  /** Whether the execution client has a discovery, and so announces a UDP port. */
  readonly executionDiscovery: boolean;
  /** Absent: the consensus client is not compared. */
  readonly consensus: ConsensusP2pPorts | undefined;
  /** Whether each client has a load balancer of its own. */
  readonly atBalancer: boolean;
  /** The address of the execution client's, where that is known. */
  readonly balancer: pulumi.Output<string> | undefined;
}

export interface PeerAgentArgs {
  readonly image: string;
  /** The execution client's IPC socket, the same path in both containers. Absent: it is asked over HTTP, inside the pod. */
  readonly ipcPath?: string | undefined;
  /** Whether its pod has the volume of `PeerActions`, so that it may act on peers. Needs the socket. Default: false. */
  readonly allowActions?: boolean | undefined;
  /** Absent: the node is not exposed. */
  readonly exposure?: ExposureArgs | undefined;
  /** Absent: nothing is judged, and the agent is ready as soon as it answers. */
  readonly inSync?: InSyncArgs | undefined;
}

/** The pod's volumes that the agent finds something in. */
const volumes = { ipc: "ipc", data: "data" } as const;

/** A folder of the data volume that no client has, so that what the agent remembers lives as long as the data. */
const state = { mountPath: "/state", subPath: "agent" } as const;

/**
 * Ten slots, and at least 120 s: with half of a network's validators away, ten empty slots in a row come once in hours,
 * and five every few minutes. A network that has a bad day must not cost a fleet all its nodes at once.
 */
export const defaultMaxHeadAge = ({ secondsPerSlot }: Network): number =>
  Math.max(120, 10 * secondsPerSlot);

/** One; on a private chain none, whose nodes have each other only: one that restarts would take the others out with it. */
export const defaultMinPeers = (network: Network): number => (network.public === undefined ? 0 : 1);

/** What an agent asks for. */
export const agentRequests: Resources = { cpu: "10m", memory: "64Mi", memoryLimit: "160Mi" };

/**
 * The peer monitor's agent: a container beside the execution client that reads its peers over the IPC socket, so that
 * `admin` need not be on the network, and judges whether the node is in sync. Its readiness is that verdict, and so the
 * pod's: the RPC Services lead to nodes in sync. It answers fixed questions, does three things to peers where it is allowed
 * to, and takes no method name from anybody.
 */
export function peerAgent(args: PeerAgentArgs): k8s.types.input.core.v1.Container {
  const { ipcPath, inSync, exposure, allowActions = false } = args;
  const port = ports.peerMonitor.agent;
  const httpGet = { path: "/healthz", port };
  const env = [
    ...(inSync === undefined ? [] : [revision]),
    ...(exposure === undefined ? [] : [hostIp]),
  ];
  const flags = [
    "agent",
    ...(ipcPath === undefined
      ? [`--rpc=http://127.0.0.1:${ports.execution.rpc}`]
      : [`--ipc=${ipcPath}`]),
    `--listen=0.0.0.0:${port}`,
    ...(allowActions ? ["--allow-actions", `--actions-token-file=${actionsTokenFile}`] : []),
  ];
  return {
    name: "peer-agent",
    image: args.image,
    args: pulumi
      .all([inSync?.beaconApiUrl, exposure?.balancer])
      .apply(([url, balancer]) => [
        ...flags,
        ...(inSync === undefined || url === undefined ? [] : syncFlags(inSync, url)),
        ...(exposure === undefined ? [] : exposureFlags(exposure, balancer)),
      ]),
    ...(env.length === 0 ? {} : { env }),
    ports: [{ name: "agent", containerPort: port }],
    startupProbe: { httpGet, periodSeconds: 2, failureThreshold: 30 },
    livenessProbe: { httpGet, periodSeconds: 30, timeoutSeconds: 5 },
    ...(inSync === undefined
      ? {}
      : {
          // The verdict is smooth already; the second failure is for a machine that is busy.
          readinessProbe: {
            httpGet: { path: "/v1/sync", port },
            periodSeconds: 5,
            timeoutSeconds: 5,
            failureThreshold: 2,
          },
        }),
    resources: resourceRequirements(agentRequests),
    securityContext: restrictedContainer,
    volumeMounts: [
      ...(ipcPath === undefined
        ? []
        : [{ name: volumes.ipc, mountPath: ipcPath.replace(/\/[^/]*$/, "") }]),
      ...(inSync === undefined ? [] : [{ name: volumes.data, ...state }]),
      ...(allowActions ? [actionsMount] : []),
    ],
  };
}

/** Source: monitor/src/exposure/flags.ts. */
function exposureFlags(args: ExposureArgs, balancer: string | undefined): string[] {
  const { executionPort, consensus } = args;
  const exposed = [
    `execution/tcp/${executionPort}`,
    ...(args.executionDiscovery ? [`execution/udp/${executionPort}`] : []),
    ...(consensus === undefined
      ? []
      : [
          `consensus/tcp/${consensus.p2pPort}`,
          ...(consensus.quic ? [`consensus/quic/${consensus.p2pPort}`] : []),
          `consensus/udp/${consensus.discoveryPort}`,
        ]),
  ];
  return [
    ...placeFlags(args.network, args.stunServers),
    ...exposed.map((port) => `--exposed=${port}`),
    // A load balancer whose address the deployer was not given stands before something that only its owner knows.
    ...(args.atBalancer
      ? [`--balancer=execution/${balancer ?? "unknown"}`, "--balancer=consensus/unknown"]
      : []),
  ];
}

/** The pod's own annotation that says which template it was made from; empty where there is none. */
const revision = {
  name: "POD_REVISION",
  valueFrom: { fieldRef: { fieldPath: "metadata.annotations['ethnode.dev/revision']" } },
};

function syncFlags({ network, maxHeadAgeSeconds, minPeers }: InSyncArgs, url: string): string[] {
  return [
    `--beacon=${url}`,
    `--chain-id=${network.chainId}`,
    `--seconds-per-slot=${network.secondsPerSlot}`,
    `--max-head-age=${maxHeadAgeSeconds ?? defaultMaxHeadAge(network)}`,
    `--min-peers=${minPeers ?? defaultMinPeers(network)}`,
    `--state=${state.mountPath}`,
    `--revision=$(${revision.name})`,
  ];
}
