import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { checkClaimChange, claimAnnotations, type ClaimInputs } from "./claimRules.ts";

/**
 * How a volume may be mounted: by the pods of one machine at a time, or by one pod in the cluster. The second keeps a pod
 * that is being replaced from sharing its database with the new one whatever else goes wrong. Kubernetes supports it with
 * CSI drivers only.
 *
 * Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
 */
export const accessModes = ["ReadWriteOnce", "ReadWriteOncePod"] as const;

/** What a new volume begins with: a VolumeSnapshot, or the present data of another claim, in the same namespace. */
export type VolumeSource =
  | { readonly snapshot: string; readonly claim?: undefined }
  | { readonly claim: string; readonly snapshot?: undefined };

/** A volume's size and kind. */
export interface VolumeArgs {
  /** How much to ask for, a Kubernetes quantity: `1Ti`. Growing it is an in-place update; less is refused at preview. */
  readonly size: string;
  /** The StorageClass. Default: the cluster's own default class. Cannot change. */
  readonly storageClass?: string | undefined;
  /** Default: `ReadWriteOnce`. Cannot change. */
  readonly accessMode?: (typeof accessModes)[number] | undefined;
  /** Pulumi refuses to delete it. Default: false. */
  readonly protect?: boolean | undefined;
  /** It stays in the cluster when it is taken out of the stack. Default: false. */
  readonly retain?: boolean | undefined;
  /** The history that a database in it keeps, which can become less and never more. Default: nobody asks. */
  readonly history?: string | undefined;
  /** Its first content. Counts only when it is made: later it is the node's own data. Default: empty. */
  readonly from?: VolumeSource | undefined;
}

/** What a claim is called and where. */
export interface ClaimArgs extends VolumeArgs {
  readonly name: string;
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
}

/**
 * A PersistentVolumeClaim as a resource of its own. Claims that a StatefulSet makes from `volumeClaimTemplates` are not in
 * Pulumi's state, so they could be neither grown nor protected by it.
 *
 * It does not wait to be bound: a class with `WaitForFirstConsumer` binds it when the pod comes, and the pod is awaited.
 *
 * What Kubernetes fixes at creation is ignored later, or Pulumi would replace the claim and lose the data. So that a
 * change of it is not silently nothing, what the stack wants is also in annotations, and a hook compares.
 */
export function claim(
  args: ClaimArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.PersistentVolumeClaim {
  const { accessMode = "ReadWriteOnce", storageClass } = args;
  return new k8s.core.v1.PersistentVolumeClaim(
    args.name,
    {
      metadata: {
        name: args.name,
        namespace: args.namespace,
        labels: args.labels,
        annotations: {
          "pulumi.com/skipAwait": "true",
          [claimAnnotations.accessMode]: accessMode,
          ...optional(claimAnnotations.storageClass, storageClass),
          ...optional(claimAnnotations.history, args.history),
        },
      },
      spec: {
        accessModes: [accessMode],
        resources: { requests: { storage: args.size } },
        ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
        ...(args.from === undefined ? {} : { dataSource: dataSource(args.from) }),
      },
    },
    pulumi.mergeOptions(opts, {
      protect: args.protect === true,
      retainOnDelete: args.retain === true,
      ignoreChanges: ["spec.accessModes", "spec.storageClassName", "spec.dataSource"],
      hooks: { beforeUpdate: [changeHook(args.name)] },
    }),
  );
}

/** Runs in previews too: a change that cannot be is refused before anything is changed. */
const changeHook = (name: string): pulumi.ResourceHook =>
  new pulumi.ResourceHook(
    `${name}-change`,
    ({ oldInputs, newInputs }) => {
      checkClaimChange((oldInputs ?? {}) as ClaimInputs, (newInputs ?? {}) as ClaimInputs);
    },
    { onDryRun: true },
  );

/** Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#volume-snapshot-and-restore-volume-from-snapshot-support */
const dataSource = ({ snapshot, claim }: VolumeSource) =>
  snapshot === undefined
    ? { kind: "PersistentVolumeClaim", name: claim }
    : { apiGroup: "snapshot.storage.k8s.io", kind: "VolumeSnapshot", name: snapshot };

const optional = (key: string, value: string | undefined) =>
  value === undefined ? {} : { [key]: value };
