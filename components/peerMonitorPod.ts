import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { clientUid, podDefaults, restrictedContainer } from "./kubernetes/podSecurity.ts";
import { ports } from "./kubernetes/ports.ts";
import { resourceRequirements, type Resources } from "./kubernetes/resources.ts";
import { accessMount, ownTokenEnv } from "./peerAccess.ts";
import { actionsMount, actionsVolume } from "./peerActions.ts";
import { historyPath } from "./peerHistory.ts";

/** Nodes by which what it asks for grows a step, so that its figures stay round. */
const step = 10;

/**
 * What the peer monitor asks for. With 70 peers a node, resident while nobody asks and while everything is asked for again
 * and again (docs/benchmarks.md): one node 91 and 97 MB, a hundred 173 and 290, a thousand 607 and 911.
 *
 * @param nodes how many it watches
 */
export function monitorRequests(nodes: number): Resources {
  const steps = Math.floor(nodes / step);
  return {
    cpu: "20m",
    memory: `${96 + 6 * steps}Mi`,
    memoryLimit: `${256 + 10 * steps}Mi`,
  };
}

/** Nodes up to which the image's own flags suit: what V8 takes beyond what is of use is small there. */
const ownFlags = 100;

/**
 * V8's flags (`NODE_OPTIONS`) for many nodes; undefined: the image's own. The bound leaves room for who asks for all of a fleet
 * at once with every peer unpacked, as the page's stream and an export do: a thousand nodes with all the peers that Geth and
 * Prysm take, 120 each.
 *
 * @param nodes how many it watches
 */
export function monitorFlags(nodes: number): string | undefined {
  if (nodes <= ownFlags) return undefined;
  const megabytes = 64 + 5 * Math.ceil(nodes / step);
  // More room for what is young: less of what a poll leaves behind is taken for old, which costs a full collection.
  return `--max-semi-space-size=16 --max-old-space-size=${megabytes}`;
}

/** What the pod finds its files in. */
export interface PeerMonitorPodArgs {
  readonly image: string;
  /** How many nodes it watches. */
  readonly nodes: number;
  /** Name of the ConfigMap with `nodes.json`. */
  readonly config: pulumi.Input<string>;
  /** Name of the claim that the history is on. Absent: none is kept. */
  readonly history: pulumi.Input<string> | undefined;
  /** The volume with the tokens. Absent: there are none. */
  readonly access: k8s.types.input.core.v1.Volume | undefined;
  /** Name of the Secret that it shares with the agents. Absent: it cannot act. */
  readonly actions: pulumi.Input<string> | undefined;
}

/** The peer monitor's pod: one container that can write to its history and to /tmp. */
export function peerMonitorPod(args: PeerMonitorPodArgs): k8s.types.input.core.v1.PodSpec {
  const { image, config, history, access, actions } = args;
  const port = ports.peerMonitor.http;
  const flags = monitorFlags(args.nodes);
  const env = [
    ...(access === undefined ? [] : [ownTokenEnv]),
    ...(flags === undefined ? [] : [{ name: "NODE_OPTIONS", value: flags }]),
  ];
  return {
    ...podDefaults(clientUid),
    terminationGracePeriodSeconds: 10,
    containers: [
      {
        name: "peer-monitor",
        image,
        args: ["serve", "--config=/config/nodes.json", `--listen=0.0.0.0:${port}`],
        ...(env.length === 0 ? {} : { env }),
        ports: [{ name: "http", containerPort: port }],
        startupProbe: {
          httpGet: { path: "/healthz", port },
          periodSeconds: 2,
          failureThreshold: 30,
        },
        livenessProbe: {
          httpGet: { path: "/healthz", port },
          periodSeconds: 30,
          timeoutSeconds: 5,
        },
        readinessProbe: { httpGet: { path: "/readyz", port }, periodSeconds: 5, timeoutSeconds: 5 },
        resources: resourceRequirements(monitorRequests(args.nodes)),
        securityContext: restrictedContainer,
        volumeMounts: [
          { name: "config", mountPath: "/config", readOnly: true },
          { name: "tmp", mountPath: "/tmp" },
          ...(history === undefined ? [] : [{ name: "history", mountPath: historyPath }]),
          ...(access === undefined ? [] : [accessMount]),
          ...(actions === undefined ? [] : [actionsMount]),
        ],
      },
    ],
    volumes: [
      { name: "config", configMap: { name: config } },
      { name: "tmp", emptyDir: {} },
      ...(history === undefined
        ? []
        : [{ name: "history", persistentVolumeClaim: { claimName: history } }]),
      ...(access === undefined ? [] : [access]),
      ...(actions === undefined ? [] : [actionsVolume(actions)]),
    ],
  };
}
