import type * as k8s from "@pulumi/kubernetes";
import type { Client } from "../clients/client.ts";
import type { ClientName } from "../clients/names.ts";

/** The pod's own address as `$(POD_IP)` in a container's arguments. */
export const podIp: k8s.types.input.core.v1.EnvVar = {
  name: "POD_IP",
  valueFrom: { fieldRef: { fieldPath: "status.podIP" } },
};

/** Seconds that a client gets to write what it holds in memory. Source: the charts of ethpandaops and stakewise. */
export const clientGracePeriod = 300;

/**
 * The probes of a client, all of the same request, which must answer as soon as the API does.
 *
 * How far the node is synced is a metric and an alert, never a probe: a first sync takes days, and a kubelet that
 * restarts a syncing node makes it take for ever.
 */
export function apiProbes(
  probe: Client<ClientName>["probe"],
  port: number,
): Pick<k8s.types.input.core.v1.Container, "startupProbe" | "livenessProbe" | "readinessProbe"> {
  const asks = probe === "tcp" ? { tcpSocket: { port } } : { httpGet: request(probe, port) };
  return {
    // A database that was not closed well can take an hour to open.
    startupProbe: { ...asks, periodSeconds: 2, timeoutSeconds: 5, failureThreshold: 1800 },
    livenessProbe: { ...asks, periodSeconds: 30, timeoutSeconds: 10, failureThreshold: 6 },
    readinessProbe: { ...asks, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 },
  };
}

const request = ({ path, host }: Exclude<Client<ClientName>["probe"], "tcp">, port: number) => ({
  path,
  port,
  ...(host === undefined ? {} : { httpHeaders: [{ name: "Host", value: host }] }),
});
