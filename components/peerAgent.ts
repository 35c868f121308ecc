import type * as k8s from "@pulumi/kubernetes";
import { restrictedContainer } from "./kubernetes/podSecurity.ts";
import { ports } from "./kubernetes/ports.ts";
import { resourceRequirements } from "./kubernetes/resources.ts";

export interface PeerAgentArgs {
  readonly image: string;
  /** The execution client's IPC socket, the same path in both containers. */
  readonly ipcPath: string;
  /** Name of the pod's volume with the socket's folder. */
  readonly volume: string;
}

/**
 * The peer monitor's agent: a container beside the execution client that reads its peers over the IPC socket, so that
 * `admin` need not be on the network. It answers two questions and takes no method name from anybody.
 */
export function peerAgent(args: PeerAgentArgs): k8s.types.input.core.v1.Container {
  const port = ports.peerMonitor.agent;
  const httpGet = { path: "/healthz", port };
  return {
    name: "peer-agent",
    image: args.image,
    args: ["agent", `--ipc=${args.ipcPath}`, `--listen=0.0.0.0:${port}`],
    ports: [{ name: "agent", containerPort: port }],
    startupProbe: { httpGet, periodSeconds: 2, failureThreshold: 30 },
    livenessProbe: { httpGet, periodSeconds: 30, timeoutSeconds: 5 },
    resources: resourceRequirements({ cpu: "10m", memory: "64Mi", memoryLimit: "160Mi" }),
    securityContext: restrictedContainer,
    volumeMounts: [{ name: args.volume, mountPath: args.ipcPath.replace(/\/[^/]*$/, "") }],
  };
}
