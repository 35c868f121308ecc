import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { CollectorConfig } from "../../monitoring/otel/config.ts";
import { podDefaults, restrictedContainer } from "../kubernetes/podSecurity.ts";
import { ports } from "../kubernetes/ports.ts";
import { resourceRequirements, type Resources } from "../kubernetes/resources.ts";

/** HTTP headers by their names. */
export type Headers = Readonly<Record<string, string>>;

/** A collector's files and pod. */
export interface CollectorArgs {
  /** The name of its objects: `otel-traces`. */
  readonly name: string;
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
  readonly image: string;
  /** Secret. Headers of each request that it makes. Default: none. */
  readonly headers?: pulumi.Input<Headers> | undefined;
  /** The configuration, by the file with the headers where there is one. */
  readonly config: (headersFile: string | undefined) => CollectorConfig;
  readonly resources: Resources;
  /** Volumes beside its own files, each with where it is mounted. */
  readonly volumes?: readonly CollectorVolume[];
  readonly ports?: k8s.types.input.core.v1.ContainerPort[];
  /** What of the pod is not the default. */
  readonly pod?: Partial<k8s.types.input.core.v1.PodSpec>;
}

export interface CollectorVolume {
  readonly volume: k8s.types.input.core.v1.Volume & { readonly name: string };
  readonly mountPath: string;
  readonly readOnly?: boolean;
}

/** The user of the upstream image. Source: opentelemetry-collector-releases, distributions/otelcol-contrib/Dockerfile. */
export const collectorUid = 10001;

const configPath = "/etc/otelcol";
const headersPath = "/etc/otelcol-headers";
const headersFile = "headers.json";

/** Makes a collector's ConfigMap and, where it has headers, its Secret. @returns the pod that reads them */
export function collectorPod(
  args: CollectorArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.types.input.core.v1.PodSpec {
  const { name, namespace, labels, headers } = args;
  const metadata = { namespace, labels };
  const file = headers === undefined ? undefined : `${headersPath}/${headersFile}`;
  const config = new k8s.core.v1.ConfigMap(
    `${name}-config`,
    {
      metadata,
      immutable: true,
      data: { "config.json": JSON.stringify(args.config(file), null, 2) },
    },
    opts,
  );
  const secret =
    headers === undefined
      ? undefined
      : new k8s.core.v1.Secret(
          `${name}-headers`,
          {
            metadata,
            immutable: true,
            stringData: {
              [headersFile]: pulumi.secret(headers).apply((all) => JSON.stringify(quoted(all))),
            },
          },
          opts,
        );
  const volumes: CollectorVolume[] = [
    {
      volume: { name: "config", configMap: { name: config.metadata.name } },
      mountPath: configPath,
      readOnly: true,
    },
    ...(secret === undefined
      ? []
      : [
          {
            volume: {
              name: "headers",
              secret: { secretName: secret.metadata.name, defaultMode: 0o440 },
            },
            mountPath: headersPath,
            readOnly: true,
          },
        ]),
    ...(args.volumes ?? []),
  ];
  const httpGet = { path: "/", port: ports.otelCollector.health };
  return {
    ...podDefaults(collectorUid),
    ...args.pod,
    terminationGracePeriodSeconds: 30,
    containers: [
      {
        name: "otel-collector",
        image: args.image,
        args: [`--config=${configPath}/config.json`],
        ports: args.ports ?? [],
        startupProbe: { httpGet, periodSeconds: 2, failureThreshold: 30 },
        livenessProbe: { httpGet, periodSeconds: 30, timeoutSeconds: 5 },
        readinessProbe: { httpGet, periodSeconds: 5, timeoutSeconds: 5 },
        resources: resourceRequirements(args.resources),
        securityContext: restrictedContainer,
        volumeMounts: volumes.map(({ volume, mountPath, readOnly = false }) => ({
          name: volume.name,
          mountPath,
          ...(readOnly ? { readOnly } : {}),
        })),
      },
    ],
    volumes: volumes.map(({ volume }) => volume),
  };
}

/** `$` begins a variable in all that the collector reads. Source: its confmap documentation, "Escaping". */
const quoted = (headers: Headers): Headers =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replaceAll("$", "$$$$")]),
  );
