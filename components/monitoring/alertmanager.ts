import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { alertmanagerConfig } from "../../monitoring/alertmanager.ts";
import type { VolumeArgs } from "../kubernetes/claim.ts";
import { images } from "../kubernetes/images.ts";
import { nobodyUid } from "../kubernetes/podSecurity.ts";
import { ports } from "../kubernetes/ports.ts";
import type { Resources } from "../kubernetes/resources.ts";
import { workload, workloadLabels } from "./workload.ts";

/** An Alertmanager of one stack. */
export interface AlertmanagerArgs {
  readonly namespace: pulumi.Input<string>;
  readonly image?: string | undefined;
  /** A secret. Default: none, and then alerts are shown and sent to nobody. */
  readonly webhookUrl?: pulumi.Input<string> | undefined;
  readonly volume: VolumeArgs;
  readonly resources: Resources;
}

const configPath = "/etc/alertmanager";
const dataPath = "/alertmanager";

/**
 * Alertmanager. Its volume holds silences and what was sent already, so that a restart repeats nothing. Its configuration
 * is a Secret, because receivers' addresses let whoever knows them send.
 *
 * @returns the URL inside the cluster
 */
export function alertmanager(
  args: AlertmanagerArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const config = new k8s.core.v1.Secret(
    "alertmanager-config",
    {
      metadata: { namespace: args.namespace, labels: workloadLabels("alertmanager") },
      immutable: true,
      stringData: pulumi.output(args.webhookUrl).apply((webhookUrl) => ({
        "alertmanager.json": JSON.stringify(alertmanagerConfig({ webhookUrl }), null, 2),
      })),
    },
    opts,
  );
  return workload(
    {
      name: "alertmanager",
      namespace: args.namespace,
      image: args.image ?? images.alertmanager,
      uid: nobodyUid,
      port: ports.alertmanager.http,
      args: [
        `--config.file=${configPath}/alertmanager.json`,
        `--storage.path=${dataPath}`,
        `--web.listen-address=:${ports.alertmanager.http}`,
        // There is one of it: no gossip with others.
        "--cluster.listen-address=",
      ],
      paths: { ready: "/-/ready", alive: "/-/healthy" },
      data: { ...args.volume, mountPath: dataPath },
      files: [
        {
          mountPath: configPath,
          volume: { name: "config", secret: { secretName: config.metadata.name } },
        },
      ],
      resources: args.resources,
      gracePeriodSeconds: 30,
    },
    opts,
  );
}
