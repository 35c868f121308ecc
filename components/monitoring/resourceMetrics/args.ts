import type * as pulumi from "@pulumi/pulumi";

/** Whether the machines, pods and volumes below the nodes are watched, too. */
export type ResourceMetricsChoice =
  | ({ readonly enabled: true } & ResourceMetricsArgs)
  | {
      readonly enabled: false;
      /** Why not, in a sentence that `pulumi up` prints. */
      readonly reason: string;
    };

/** How machines, pods and volumes are watched. */
export interface ResourceMetricsArgs {
  /** The nodes' namespace, when it is there. */
  readonly nodesNamespace: pulumi.Input<string>;
  /** The namespace of what runs on every machine. Its pods may read the machine's `/proc` and `/sys`, and nothing else of it. */
  readonly hostNamespace: pulumi.Input<string>;
  readonly kubeStateMetricsImage?: string | undefined;
  readonly nodeExporterImage?: string | undefined;
  /**
   * Where the machines and the Kubernetes API are, as CIDRs: NetworkPolicies know them by address only. Default: every
   * private range.
   */
  readonly machineCidrs?: readonly string[] | undefined;
  /** Whether a kubelet's certificate is taken whoever signed it. Default: only the cluster's own authority. */
  readonly kubeletInsecureTls?: boolean | undefined;
}

/** The machine's folders that the exporter on it reads. */
export const machineFolders = ["/proc", "/sys"] as const;
