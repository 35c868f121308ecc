import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { objectLabels } from "./kubernetes/labels.ts";
import { allowDns, defaultDeny } from "./kubernetes/networkPolicy.ts";
import { restrictedNamespaceLabels } from "./kubernetes/podSecurity.ts";

export interface RestrictedNamespaceArgs {
  /** The namespace's name in the cluster. */
  readonly name: string;
}

/**
 * A namespace that refuses what is not safe: Pod Security `restricted` is enforced, and no pod reaches or is reached by
 * anything until a NetworkPolicy says so, except the cluster's DNS.
 */
export class RestrictedNamespace extends pulumi.ComponentResource {
  /** The namespace's name; whatever is put in it depends on this. */
  readonly namespaceName: pulumi.Output<string>;
  /** When the API server made it, RFC 3339. It stays the same for as long as the namespace, and what is in it, lives. */
  readonly createdAt: pulumi.Output<string>;

  constructor(name: string, args: RestrictedNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ethnode:index:RestrictedNamespace", name, args, opts);
    const labels = objectLabels({ name: "namespace", instance: args.name, component: "namespace" });
    const namespace = new k8s.core.v1.Namespace(
      name,
      { metadata: { name: args.name, labels: { ...labels, ...restrictedNamespaceLabels } } },
      { parent: this },
    );
    this.namespaceName = namespace.metadata.name;
    this.createdAt = namespace.metadata.creationTimestamp;
    for (const [suffix, spec] of Object.entries({
      "default-deny": defaultDeny,
      "allow-dns": allowDns,
    })) {
      new k8s.networking.v1.NetworkPolicy(
        `${name}-${suffix}`,
        { metadata: { name: suffix, namespace: this.namespaceName, labels }, spec },
        { parent: this },
      );
    }
    this.registerOutputs({ namespaceName: this.namespaceName, createdAt: this.createdAt });
  }
}
