import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import { grafanaDashboards, grafanaProvisioning } from "../../monitoring/grafana.ts";
import type { VolumeArgs } from "../kubernetes/claim.ts";
import { images } from "../kubernetes/images.ts";
import { grafanaUid } from "../kubernetes/podSecurity.ts";
import { ports } from "../kubernetes/ports.ts";
import type { Resources } from "../kubernetes/resources.ts";
import { workload, workloadLabels, type FileVolume } from "./workload.ts";

/** A Grafana of one stack. */
export interface GrafanaArgs {
  readonly namespace: pulumi.Input<string>;
  readonly image?: string | undefined;
  /** Where it asks Prometheus. */
  readonly prometheusUrl: pulumi.Input<string>;
  readonly volume: VolumeArgs;
  readonly resources: Resources;
}

/** What a Grafana gives to the rest of the stack. */
export interface Grafana {
  readonly url: pulumi.Output<string>;
  /** Secret. The user is `admin`. */
  readonly adminPassword: pulumi.Output<string>;
}

const provisioningPath = "/etc/grafana/provisioning";
const dashboardsPath = "/etc/grafana/dashboards";
const secretsPath = "/etc/grafana/secrets";

/**
 * Grafana, with the datasource and the dashboards from files. The password is given as a file, since an environment is
 * seen in the pod's description.
 */
export function grafana(args: GrafanaArgs, opts: pulumi.CustomResourceOptions): Grafana {
  const metadata = { namespace: args.namespace, labels: workloadLabels("grafana") };
  const password = new random.RandomPassword("grafana-admin", { length: 32, special: false }, opts);
  const secret = new k8s.core.v1.Secret(
    "grafana-admin",
    { metadata, immutable: true, stringData: { password: password.result } },
    opts,
  );
  const provisioning = new k8s.core.v1.ConfigMap(
    "grafana-provisioning",
    {
      metadata,
      immutable: true,
      data: pulumi
        .output(args.prometheusUrl)
        .apply((url) => grafanaProvisioning(url, dashboardsPath)),
    },
    opts,
  );
  const dashboards = new k8s.core.v1.ConfigMap(
    "grafana-dashboards",
    { metadata, immutable: true, data: grafanaDashboards() },
    opts,
  );
  const url = workload(
    {
      name: "grafana",
      namespace: args.namespace,
      image: args.image ?? images.grafana,
      uid: grafanaUid,
      port: ports.grafana.http,
      args: [],
      env: settings,
      paths: { ready: "/api/health", alive: "/api/health" },
      data: { ...args.volume, mountPath: "/var/lib/grafana" },
      files: [
        ...provisioningFiles(provisioning.metadata.name),
        {
          mountPath: dashboardsPath,
          volume: { name: "dashboards", configMap: { name: dashboards.metadata.name } },
        },
        {
          mountPath: secretsPath,
          volume: { name: "secrets", secret: { secretName: secret.metadata.name } },
        },
      ],
      resources: args.resources,
      gracePeriodSeconds: 30,
    },
    opts,
  );
  return { url, adminPassword: password.result };
}

/** Grafana looks in one folder for each kind of file. */
function provisioningFiles(configMap: pulumi.Output<string>): FileVolume[] {
  return ["datasources", "dashboards"].map((kind) => ({
    mountPath: `${provisioningPath}/${kind}`,
    volume: {
      name: `provisioning-${kind}`,
      configMap: { name: configMap, items: [{ key: `${kind}.yaml`, path: `${kind}.yaml` }] },
    },
  }));
}

/** Nothing of Grafana calls out: the NetworkPolicy would only make it wait. */
const settings: k8s.types.input.core.v1.EnvVar[] = [
  { name: "GF_SECURITY_ADMIN_PASSWORD__FILE", value: `${secretsPath}/password` },
  { name: "GF_USERS_ALLOW_SIGN_UP", value: "false" },
  { name: "GF_ANALYTICS_REPORTING_ENABLED", value: "false" },
  { name: "GF_ANALYTICS_CHECK_FOR_UPDATES", value: "false" },
  { name: "GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES", value: "false" },
  { name: "GF_PLUGINS_PREINSTALL_DISABLED", value: "true" },
];
