import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { maxConnections } from "../gateway/gateway.ts";
import { clientUid, podDefaults, restrictedContainer } from "./kubernetes/podSecurity.ts";
import { ports } from "./kubernetes/ports.ts";
import { resourceRequirements, type Resources } from "./kubernetes/resources.ts";

/** Where HAProxy finds its files, and a certificate. */
export const gatewayFolder = "/etc/gateway";
const tlsFolder = "/etc/gateway-tls";

/** HAProxy looks for the key beside the certificate, by this name. */
const tlsItems = [
  { key: "tls.crt", path: "tls.crt" },
  { key: "tls.key", path: "tls.crt.key" },
];
export const tlsFile = `${tlsFolder}/tls.crt`;

export interface RpcGatewayPodArgs {
  readonly image: string;
  /** Name of the Secret with HAProxy's files. */
  readonly files: pulumi.Input<string>;
  /** Name of the Secret with a certificate. Absent: it speaks HTTP. */
  readonly tlsSecret: string | undefined;
  readonly maxBodyBytes: number;
  /** By which pods of the gateway find each other, to be on different machines. */
  readonly selector: Record<string, string>;
}

const mib = 2 ** 20;

/** Each connection may hold a call and an answer's part of the same size; beside them HAProxy has some 40 MB. */
function resources(maxBodyBytes: number): Resources {
  const buffers = Math.ceil((2 * maxConnections * maxBodyBytes) / mib);
  return { cpu: "100m", memory: "64Mi", memoryLimit: `${128 + buffers}Mi` };
}

/** The gateway's pod. */
export function rpcGatewayPod(args: RpcGatewayPodArgs): k8s.types.input.core.v1.PodSpec {
  const { rpc, metrics } = ports.rpcGateway;
  const health = { path: "/healthz", port: metrics };
  const { tlsSecret } = args;
  return {
    ...podDefaults(clientUid),
    // Longer than the wait below and `hard-stop-after`.
    terminationGracePeriodSeconds: 45,
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "kubernetes.io/hostname",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: args.selector },
      },
    ],
    containers: [
      {
        name: "haproxy",
        image: args.image,
        command: ["haproxy", "-db", "-f", `${gatewayFolder}/haproxy.cfg`],
        ports: [
          { name: "rpc", containerPort: rpc },
          { name: "metrics", containerPort: metrics },
        ],
        startupProbe: { httpGet: health, periodSeconds: 1, failureThreshold: 60 },
        readinessProbe: { httpGet: health, periodSeconds: 5, timeoutSeconds: 2 },
        livenessProbe: { httpGet: health, periodSeconds: 30, timeoutSeconds: 5 },
        // Whoever finds it by its Service has learned by then that it goes.
        lifecycle: { preStop: { sleep: { seconds: 5 } } },
        resources: resourceRequirements(resources(args.maxBodyBytes)),
        securityContext: restrictedContainer,
        volumeMounts: [
          { name: "files", mountPath: gatewayFolder, readOnly: true },
          ...(tlsSecret === undefined
            ? []
            : [{ name: "tls", mountPath: tlsFolder, readOnly: true }]),
        ],
      },
    ],
    volumes: [
      { name: "files", secret: { secretName: args.files, defaultMode: 0o440 } },
      ...(tlsSecret === undefined
        ? []
        : [
            {
              name: "tls",
              secret: { secretName: tlsSecret, items: tlsItems, defaultMode: 0o440 },
            },
          ]),
    ],
  };
}
