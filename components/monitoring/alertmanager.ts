import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { alertmanagerConfig } from "../../monitoring/routing/config.ts";
import { keyFiles } from "../../monitoring/routing/keys.ts";
import type { VolumeArgs } from "../kubernetes/claim.ts";
import { images } from "../kubernetes/images.ts";
import { nobodyUid } from "../kubernetes/podSecurity.ts";
import { ports } from "../kubernetes/ports.ts";
import type { Resources } from "../kubernetes/resources.ts";
import type { StackRecipients } from "./recipients.ts";
import { workload, workloadLabels, type FileVolume } from "./workload.ts";

/** An Alertmanager of one stack. */
export interface AlertmanagerArgs {
  readonly namespace: pulumi.Input<string>;
  readonly image?: string | undefined;
  readonly recipients: StackRecipients;
  readonly volume: VolumeArgs;
  readonly resources: Resources;
}

const configPath = "/etc/alertmanager";
const keysPath = "/etc/alertmanager-keys";
const dataPath = "/alertmanager";

/**
 * Alertmanager. Its volume holds silences and what was sent already, so that a restart repeats nothing. Receivers' keys are
 * files of a Secret; the configuration names the files only, and so can be read in a preview.
 *
 * @returns the URL inside the cluster
 */
export function alertmanager(
  args: AlertmanagerArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const { namespace, recipients } = args;
  const labels = workloadLabels("alertmanager");
  const files = recipients.checked.apply(keyFiles);
  // Names of files are no secrets, and all that leaves here is their names.
  const names = pulumi.unsecret(files.apply((all) => Object.keys(all)));
  const config = new k8s.core.v1.ConfigMap(
    "alertmanager-config",
    {
      metadata: { namespace, labels },
      immutable: true,
      data: names.apply((keys) => ({
        "alertmanager.json": JSON.stringify(
          alertmanagerConfig({
            receivers: recipients.receivers,
            keysFolder: keysPath,
            keyFiles: new Set(keys),
          }),
          null,
          2,
        ),
      })),
    },
    opts,
  );
  const keys = recipients.none
    ? []
    : [
        keysVolume(
          new k8s.core.v1.Secret(
            "alertmanager-keys",
            { metadata: { namespace, labels }, immutable: true, stringData: files },
            opts,
          ),
        ),
      ];
  return workload(
    {
      name: "alertmanager",
      namespace,
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
          volume: { name: "config", configMap: { name: config.metadata.name } },
        },
        ...keys,
      ],
      resources: args.resources,
      gracePeriodSeconds: 30,
    },
    opts,
  );
}

/** Readable by the pod's group, which is Alertmanager's own. */
const keysVolume = (secret: k8s.core.v1.Secret): FileVolume => ({
  mountPath: keysPath,
  volume: { name: "keys", secret: { secretName: secret.metadata.name, defaultMode: 0o440 } },
});
