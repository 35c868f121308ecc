import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { WorkloadExtras } from "./podExtras.ts";
import { podRevision, revisionAnnotation } from "./podRevision.ts";

/** A workload of one pod that has a name, a volume and an identity of its own. */
export interface SinglePodArgs {
  /** Name of the StatefulSet; its pod is called `<name>-0`. */
  readonly name: string;
  readonly namespace: pulumi.Input<string>;
  /** Labels of the StatefulSet and its pod. */
  readonly labels: Record<string, string>;
  /** The labels that select the pod, for as long as the workload lives. */
  readonly selector: Record<string, string>;
  /** Name of the headless Service that gives the pod its DNS name. */
  readonly serviceName: string;
  /** Annotations of the pod. */
  readonly annotations?: Readonly<Record<string, pulumi.Input<string>>> | undefined;
  /** Annotations and dependencies of the StatefulSet. */
  readonly workload?: WorkloadExtras | undefined;
  readonly pod: pulumi.Input<k8s.types.input.core.v1.PodSpec>;
}

/**
 * A StatefulSet of one pod. There are never more: redundancy is another node, with its own volume and identity.
 *
 * `Parallel`, because with the default an update waits for the old pod to become ready first: a pod that crashes for a bad
 * flag would never be replaced by the good one.
 */
export function singlePod(
  args: SinglePodArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.apps.v1.StatefulSet {
  const { workload = {}, labels, annotations = {} } = args;
  const revision = podRevision({ metadata: { labels, annotations }, spec: args.pod });
  return new k8s.apps.v1.StatefulSet(
    args.name,
    {
      metadata: {
        name: args.name,
        namespace: args.namespace,
        labels: args.labels,
        ...(workload.annotations === undefined ? {} : { annotations: workload.annotations }),
      },
      spec: {
        replicas: 1,
        serviceName: args.serviceName,
        podManagementPolicy: "Parallel",
        revisionHistoryLimit: 3,
        selector: { matchLabels: args.selector },
        template: {
          metadata: { labels, annotations: { ...annotations, [revisionAnnotation]: revision } },
          spec: args.pod,
        },
      },
    },
    pulumi.mergeOptions(opts, {
      ...(workload.dependsOn === undefined ? {} : { dependsOn: workload.dependsOn }),
      ...(workload.timeoutSeconds === undefined ? {} : timeouts(workload.timeoutSeconds)),
    }),
  );
}

/** For how long Pulumi waits for an object, where its own ten minutes will not do. */
export function timeouts(seconds: number): Pick<pulumi.CustomResourceOptions, "customTimeouts"> {
  return { customTimeouts: { create: `${seconds}s`, update: `${seconds}s` } };
}

/** The revision of a StatefulSet's pod, which the pod says of itself too. */
export function revisionOf(workload: k8s.apps.v1.StatefulSet): pulumi.Output<string> {
  return workload.spec.template.metadata.annotations.apply(
    (annotations) => annotations[revisionAnnotation] ?? "",
  );
}

/** A port of a Service and its pod. */
export interface ServicePort {
  readonly name: string;
  readonly port: number;
  readonly protocol?: "TCP" | "UDP";
}

/** What a Service of a single pod is made from. */
export interface PodServiceArgs {
  readonly name: string;
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
  readonly selector: Record<string, string>;
  readonly ports: readonly ServicePort[];
}

const servicePorts = (list: readonly ServicePort[]): k8s.types.input.core.v1.ServicePort[] =>
  list.map(({ name, port, protocol = "TCP" }) => ({ name, port, targetPort: port, protocol }));

/**
 * The Service that users ask: it leads to the pod only while that is ready. It is not waited for, since the pod is: a
 * Service that waits for endpoints which wait for the Service would never come up.
 */
export function readyService(
  args: PodServiceArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Service {
  return new k8s.core.v1.Service(
    args.name,
    {
      metadata: {
        name: args.name,
        namespace: args.namespace,
        labels: args.labels,
        annotations: { "pulumi.com/skipAwait": "true" },
      },
      spec: { type: "ClusterIP", selector: args.selector, ports: servicePorts(args.ports) },
    },
    opts,
  );
}

/**
 * The headless Service that the stack's own parts ask: the pod's address whether it is ready or not. An execution client
 * is not ready before its consensus client drove it, which cannot find it if it must be ready first.
 */
export function internalService(
  args: PodServiceArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Service {
  return new k8s.core.v1.Service(
    args.name,
    {
      metadata: { name: args.name, namespace: args.namespace, labels: args.labels },
      spec: {
        clusterIP: "None",
        publishNotReadyAddresses: true,
        selector: args.selector,
        ports: servicePorts(args.ports),
      },
    },
    opts,
  );
}

/** `<service>.<namespace>.svc.cluster.local` */
export function serviceHost(
  service: string,
  namespace: pulumi.Input<string>,
): pulumi.Output<string> {
  return pulumi.interpolate`${service}.${namespace}.svc.cluster.local`;
}

/** Every name by which a Service is asked inside a cluster, shortest first. */
export function serviceHosts(service: string, namespace: string): string[] {
  return [
    service,
    `${service}.${namespace}`,
    `${service}.${namespace}.svc`,
    `${service}.${namespace}.svc.cluster.local`,
  ];
}
