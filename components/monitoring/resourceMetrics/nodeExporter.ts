import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { machineCollectors } from "../../../monitoring/resourceMetrics.ts";
import { images } from "../../kubernetes/images.ts";
import { nobodyUid, podDefaults, restrictedContainer } from "../../kubernetes/podSecurity.ts";
import { ports } from "../../kubernetes/ports.ts";
import { resourceRequirements, type Resources } from "../../kubernetes/resources.ts";
import { workloadLabels, workloadSelector } from "../workload.ts";
import { machineFolders } from "./args.ts";

export interface NodeExporterArgs {
  /** A namespace of its own: its pods mount folders of the machine. */
  readonly namespace: pulumi.Input<string>;
  readonly image?: string | undefined;
  readonly resources: Resources;
}

const name = "node-exporter";
const port = ports.nodeExporter.http;
const mounted = (folder: string) => `/host${folder}`;
const volumeName = (folder: string) => `host-${folder.slice(1)}`;

/**
 * node_exporter on every machine. It sees `/proc` and `/sys`, and is a pod as any other otherwise: in no namespace of the
 * machine's, and nobody's user. So it knows the network of its own pod only, and no file system; what it cannot know is not
 * asked.
 */
export function nodeExporter(args: NodeExporterArgs, opts: pulumi.CustomResourceOptions): void {
  const { namespace } = args;
  const labels = workloadLabels(name);
  new k8s.apps.v1.DaemonSet(
    name,
    {
      metadata: { name, namespace, labels },
      spec: {
        revisionHistoryLimit: 3,
        selector: { matchLabels: workloadSelector(name) },
        updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } },
        template: { metadata: { labels }, spec: pod(args) },
      },
    },
    opts,
  );
}

function pod(args: NodeExporterArgs): k8s.types.input.core.v1.PodSpec {
  const answers = { path: "/", port };
  return {
    ...podDefaults(nobodyUid),
    terminationGracePeriodSeconds: 10,
    // A machine that takes no more pods is one to look at.
    tolerations: [{ operator: "Exists" }],
    containers: [
      {
        name,
        image: args.image ?? images.nodeExporter,
        args: [
          `--web.listen-address=:${port}`,
          "--web.disable-exporter-metrics",
          `--path.procfs=${mounted("/proc")}`,
          `--path.sysfs=${mounted("/sys")}`,
          "--collector.disable-defaults",
          ...machineCollectors.map((collector) => `--collector.${collector}`),
        ],
        ports: [{ name: "http", containerPort: port }],
        startupProbe: { httpGet: answers, periodSeconds: 2, failureThreshold: 30 },
        livenessProbe: { httpGet: answers, periodSeconds: 30, timeoutSeconds: 5 },
        readinessProbe: { httpGet: answers, periodSeconds: 5, timeoutSeconds: 5 },
        resources: resourceRequirements(args.resources),
        securityContext: restrictedContainer,
        volumeMounts: machineFolders.map((folder) => ({
          name: volumeName(folder),
          mountPath: mounted(folder),
          readOnly: true,
        })),
      },
    ],
    volumes: machineFolders.map((path) => ({
      name: volumeName(path),
      hostPath: { path, type: "Directory" },
    })),
  };
}
