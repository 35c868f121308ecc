import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { logCollectorConfig } from "../../monitoring/otel/config.ts";
import { objectLabels, selectorLabels } from "../kubernetes/labels.ts";
import { restrictedPod } from "../kubernetes/podSecurity.ts";
import { ports } from "../kubernetes/ports.ts";
import { RestrictedNamespace } from "../restrictedNamespace.ts";
import { collectorPod, collectorUid, type Headers } from "./collector.ts";
import { egressTo } from "./egress.ts";

/** A collector of logs. */
export interface LogCollectorArgs {
  /** The name of the namespace that is made for it. */
  readonly namespace: string;
  /** The namespace whose pods' logs it reads. */
  readonly nodesNamespace: string;
  readonly network: string;
  readonly image: string;
  /** Where it sends the logs to: the URL of an OTLP receiver over HTTP, without `/v1/logs`. */
  readonly endpoint: string;
  /** Secret. Headers of each request. Default: none. */
  readonly headers?: pulumi.Input<Headers> | undefined;
}

const name = "otel-logs";
const label = { name, instance: name, component: "telemetry" };
const logsFolder = "/var/log/pods";
const stateFolder = "/var/lib/otelcol";

/**
 * Reads the logs of the nodes' pods where the kubelet keeps them, on every machine, and passes them on without addresses.
 *
 * A folder of the machine is what Pod Security refuses at any level but `privileged`, so the collector has a namespace of
 * its own, in which an admission policy refuses all else that `restricted` does. It may read and not write, without root: the
 * files are readable by root's group. Source: containerd pkg/cri/io/logger.go, which makes them with mode 0640.
 */
export function logCollector(args: LogCollectorArgs, opts: pulumi.CustomResourceOptions): void {
  const labels = objectLabels(label);
  const selector = selectorLabels(label);
  const { namespaceName } = new RestrictedNamespace(
    args.namespace,
    { name: args.namespace, hostPaths: [logsFolder] },
    opts,
  );
  const at = { name, namespace: namespaceName, labels };
  new k8s.networking.v1.NetworkPolicy(
    name,
    {
      metadata: at,
      spec: {
        podSelector: { matchLabels: selector },
        policyTypes: ["Egress"],
        egress: [egressTo(args.endpoint)],
      },
    },
    opts,
  );
  const spec = collectorPod(
    {
      ...at,
      image: args.image,
      headers: args.headers,
      config: (headersFile) =>
        logCollectorConfig({
          health: `0.0.0.0:${ports.otelCollector.health}`,
          network: args.network,
          logsFolder,
          namespace: args.nodesNamespace,
          stateFolder,
          to: { endpoint: args.endpoint, headersFile },
        }),
      resources: { cpu: "20m", memory: "128Mi", memoryLimit: "512Mi" },
      volumes: [
        {
          volume: { name: "logs", hostPath: { path: logsFolder, type: "Directory" } },
          mountPath: logsFolder,
          readOnly: true,
        },
        {
          // Gone with the pod: what is in the files then is sent once more.
          volume: { name: "state", emptyDir: { sizeLimit: "2Gi" } },
          mountPath: stateFolder,
        },
      ],
      pod: {
        securityContext: { ...restrictedPod(collectorUid), runAsGroup: 0 },
        // Where a node's pod runs, whatever keeps others away.
        tolerations: [{ operator: "Exists" }],
      },
    },
    opts,
  );
  new k8s.apps.v1.DaemonSet(
    name,
    {
      metadata: at,
      spec: {
        revisionHistoryLimit: 3,
        selector: { matchLabels: selector },
        template: { metadata: { labels }, spec },
      },
    },
    opts,
  );
}
