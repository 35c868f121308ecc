import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { hostPortBinding, hostPortPolicy, type HostPort } from "./kubernetes/hostPortPolicy.ts";
import { objectLabels } from "./kubernetes/labels.ts";
import { allowDns, defaultDeny } from "./kubernetes/networkPolicy.ts";
import { hostPortNamespaceLabels, restrictedNamespaceLabels } from "./kubernetes/podSecurity.ts";

export interface RestrictedNamespaceArgs {
  /** The namespace's name in the cluster. */
  readonly name: string;
  /**
   * Ports of the Kubernetes node that its pods may take. Default: none. With some, an admission policy of the namespace's
   * own refuses what Pod Security `restricted` would, these ports aside. It needs Kubernetes 1.30.
   */
  readonly hostPorts?: readonly HostPort[] | undefined;
  /** Folders of the Kubernetes node that its pods may read, under the same policy. Default: none. */
  readonly hostPaths?: readonly string[] | undefined;
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
    const { hostPorts = [], hostPaths = [] } = args;
    const labels = objectLabels({ name: "namespace", instance: args.name, component: "namespace" });
    const takes = hostPorts.length > 0 ? "host-ports" : hostPaths.length > 0 ? "host-paths" : "";
    const security = takes === "" ? restrictedNamespaceLabels : hostPortNamespaceLabels;
    const spec = hostPortPolicy(args.name, hostPorts, hostPaths);
    const guard =
      takes === "" ? [] : this.#guard(`${name}-${takes}`, args.name, takes, spec, labels);
    const namespace = new k8s.core.v1.Namespace(
      name,
      { metadata: { name: args.name, labels: { ...labels, ...security } } },
      // There is no moment at which the namespace lets in what neither forbids.
      { parent: this, dependsOn: guard },
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

  /** Both belong to the cluster and not to the namespace, so their names say which one they guard. */
  #guard(
    name: string,
    namespace: string,
    takes: string,
    spec: ReturnType<typeof hostPortPolicy>,
    labels: Record<string, string>,
  ): pulumi.Resource[] {
    const metadata = { name: `${namespace}-${takes}`, labels };
    const policy = new k8s.admissionregistration.v1.ValidatingAdmissionPolicy(
      name,
      { metadata, spec },
      { parent: this },
    );
    const binding = new k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
      name,
      { metadata, spec: hostPortBinding(namespace, metadata.name) },
      { parent: this, dependsOn: [policy] },
    );
    return [policy, binding];
  }
}
