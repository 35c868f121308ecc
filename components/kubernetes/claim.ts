import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** A volume's size and kind. */
export interface VolumeArgs {
  /** How much to ask for, a Kubernetes quantity: `1Ti`. Growing it is an in-place update; Kubernetes refuses to shrink. */
  readonly size: pulumi.Input<string>;
  /** The StorageClass. Default: the cluster's own default class. */
  readonly storageClass?: pulumi.Input<string> | undefined;
  /**
   * Keep the data whatever happens to the program: Pulumi refuses to delete the claim, and leaves it in the cluster when
   * it is taken out of the stack. Default: false.
   */
  readonly protect?: boolean | undefined;
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
 */
export function claim(
  args: ClaimArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.PersistentVolumeClaim {
  const keep = args.protect === true ? { protect: true, retainOnDelete: true } : {};
  return new k8s.core.v1.PersistentVolumeClaim(
    args.name,
    {
      metadata: {
        name: args.name,
        namespace: args.namespace,
        labels: args.labels,
        annotations: { "pulumi.com/skipAwait": "true" },
      },
      spec: {
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: args.size } },
        ...(args.storageClass === undefined ? {} : { storageClassName: args.storageClass }),
      },
    },
    pulumi.mergeOptions(opts, keep),
  );
}
