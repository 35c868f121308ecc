import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { claim, type VolumeArgs } from "../kubernetes/claim.ts";
import { objectLabels, selectorLabels } from "../kubernetes/labels.ts";
import { podDefaults, restrictedContainer } from "../kubernetes/podSecurity.ts";
import { resourceRequirements, type Resources } from "../kubernetes/resources.ts";
import { apiAccess } from "../kubernetes/serviceAccount.ts";
import { internalService, readyService, serviceHost, singlePod } from "../kubernetes/singlePod.ts";

/** A monitoring program: one pod with one HTTP port and one volume. */
export interface WorkloadArgs {
  /** The program's name, which is also the name of its Service, StatefulSet, container and port owner: `prometheus`. */
  readonly name: string;
  readonly namespace: pulumi.Input<string>;
  readonly image: string;
  readonly uid: number;
  readonly port: number;
  readonly args: readonly string[];
  readonly env?: k8s.types.input.core.v1.EnvVar[];
  /** Paths that answer when it can be used, and when it runs at all. */
  readonly paths: { readonly ready: string; readonly alive: string };
  readonly data: VolumeArgs & { readonly mountPath: string };
  /** Volumes beside the data, each with where it is mounted. All are read-only. */
  readonly files: readonly FileVolume[];
  readonly resources: Resources;
  readonly gracePeriodSeconds: number;
  /** Whose token its pod has. Default: none. */
  readonly serviceAccount?: pulumi.Input<string> | undefined;
}

/** Configuration in the pod. */
export interface FileVolume {
  readonly mountPath: string;
  readonly volume: k8s.types.input.core.v1.Volume & { readonly name: string };
}

/** The labels of a monitoring program's objects. */
export function workloadLabels(name: string): Record<string, string> {
  return objectLabels(identity(name));
}

/** The labels that select a monitoring program's pod. */
export function workloadSelector(name: string): Record<string, string> {
  return selectorLabels(identity(name));
}

/**
 * A monitoring program: claim, StatefulSet, headless Service, and the Service that others ask.
 *
 * @returns the URL inside the cluster
 */
export function workload(
  args: WorkloadArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const { name, namespace } = args;
  const labels = workloadLabels(name);
  const selector = workloadSelector(name);
  const internal = `${name}-internal`;
  const services = { namespace, labels, selector, ports: [{ name: "http", port: args.port }] };
  const data = claim({ ...args.data, name: `${name}-data`, namespace, labels }, opts);
  internalService({ ...services, name: internal }, opts);
  readyService({ ...services, name }, opts);
  singlePod(
    {
      name,
      namespace,
      labels,
      selector,
      serviceName: internal,
      pod: pod(args, data.metadata.name),
    },
    opts,
  );
  return serviceHost(name, namespace).apply((host) => `http://${host}:${args.port}`);
}

function pod(args: WorkloadArgs, claimName: pulumi.Input<string>): k8s.types.input.core.v1.PodSpec {
  const api = apiAccess(args.serviceAccount);
  return {
    ...podDefaults(args.uid),
    ...api.spec,
    terminationGracePeriodSeconds: args.gracePeriodSeconds,
    containers: [
      {
        name: args.name,
        image: args.image,
        args: [...args.args],
        env: args.env ?? [],
        ports: [{ name: "http", containerPort: args.port }],
        ...probes(args),
        resources: resourceRequirements(args.resources),
        securityContext: restrictedContainer,
        volumeMounts: [
          { name: "data", mountPath: args.data.mountPath },
          { name: "tmp", mountPath: "/tmp" },
          ...args.files.map(({ mountPath, volume }) => ({
            name: volume.name,
            mountPath,
            readOnly: true,
          })),
          ...api.volumeMounts,
        ],
      },
    ],
    volumes: [
      { name: "data", persistentVolumeClaim: { claimName } },
      { name: "tmp", emptyDir: {} },
      ...args.files.map(({ volume }) => volume),
      ...api.volumes,
    ],
  };
}

function probes(
  args: WorkloadArgs,
): Pick<k8s.types.input.core.v1.Container, "startupProbe" | "livenessProbe" | "readinessProbe"> {
  const alive = { path: args.paths.alive, port: args.port };
  const ready = { path: args.paths.ready, port: args.port };
  return {
    startupProbe: { httpGet: alive, periodSeconds: 2, timeoutSeconds: 5, failureThreshold: 150 },
    livenessProbe: { httpGet: alive, periodSeconds: 30, timeoutSeconds: 10, failureThreshold: 6 },
    readinessProbe: { httpGet: ready, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 },
  };
}

const identity = (name: string) => ({ name, instance: name, component: "monitoring" });
