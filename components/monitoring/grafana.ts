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
  /** Seconds between two scrapes. */
  readonly scrapeIntervalSeconds: number;
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
 * Grafana, with the datasource and the boards from files. The password is given as a file, since an environment is
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
      data: pulumi.output(args.prometheusUrl).apply((prometheusUrl) =>
        grafanaProvisioning({
          prometheusUrl,
          dashboardsPath,
          scrapeIntervalSeconds: args.scrapeIntervalSeconds,
        }),
      ),
    },
    opts,
  );
  // One each: together they would come near to the MiB that an object may have.
  const dashboards = Object.entries(grafanaDashboards()).map(
    ([file, board]) =>
      new k8s.core.v1.ConfigMap(
        `grafana-dashboard-${file.replace(/\.json$/, "")}`,
        { metadata, immutable: true, data: { [file]: board } },
        opts,
      ),
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
          volume: {
            name: "dashboards",
            projected: {
              sources: dashboards.map((board) => ({ configMap: { name: board.metadata.name } })),
            },
          },
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

/**
 * Who may come in, and that nothing goes out: the NetworkPolicy would only make it wait.
 *
 * Source: https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/
 */
const settings: k8s.types.input.core.v1.EnvVar[] = [
  { name: "GF_SECURITY_ADMIN_PASSWORD__FILE", value: `${secretsPath}/password` },
  { name: "GF_AUTH_ANONYMOUS_ENABLED", value: "false" },
  { name: "GF_USERS_ALLOW_SIGN_UP", value: "false" },
  { name: "GF_USERS_ALLOW_ORG_CREATE", value: "false" },
  { name: "GF_SNAPSHOTS_EXTERNAL_ENABLED", value: "false" },
  { name: "GF_SECURITY_DISABLE_GRAVATAR", value: "true" },
  { name: "GF_NEWS_NEWS_FEED_ENABLED", value: "false" },
  { name: "GF_ANALYTICS_REPORTING_ENABLED", value: "false" },
  { name: "GF_ANALYTICS_CHECK_FOR_UPDATES", value: "false" },
  { name: "GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES", value: "false" },
  { name: "GF_PLUGINS_PLUGIN_ADMIN_ENABLED", value: "false" },
  { name: "GF_PLUGINS_PREINSTALL_DISABLED", value: "true" },
  // Its default is a file, too, in a folder that cannot be written.
  { name: "GF_LOG_MODE", value: "console" },
  { name: "GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH", value: `${dashboardsPath}/fleet.json` },
];
