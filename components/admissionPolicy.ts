import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { admissionRules, inNamespaces } from "./kubernetes/admissionRules.ts";
import { objectLabels } from "./kubernetes/labels.ts";

export interface AdmissionPolicyArgs {
  /** Begins the names of what it makes: both kinds belong to the cluster and not to a namespace. */
  readonly name: string;
  /** The namespaces that it guards. */
  readonly namespaces: readonly string[];
  /** Images that need no digest. Default: none needs one, as what the local cluster runs has none. */
  readonly tagsAllowed?: readonly string[] | undefined;
}

/**
 * The policy pack's rules as what the API server asks at each change, whoever makes it: what `pulumi preview` refuses is refused
 * by hand too. Needs Kubernetes 1.30.
 *
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export class AdmissionPolicy extends pulumi.ComponentResource {
  constructor(name: string, args: AdmissionPolicyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ethnode:index:AdmissionPolicy", name, args, opts);
    const labels = objectLabels({ name, instance: args.name, component: "admission" });
    for (const { suffix, spec } of admissionRules(args.tagsAllowed)) {
      const metadata = { name: `${args.name}-${suffix}`, labels };
      const policy = new k8s.admissionregistration.v1.ValidatingAdmissionPolicy(
        `${name}-${suffix}`,
        { metadata, spec: spec(args.namespaces) },
        { parent: this },
      );
      new k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
        `${name}-${suffix}`,
        {
          metadata,
          spec: {
            policyName: metadata.name,
            validationActions: ["Deny"],
            matchResources: {
              matchPolicy: "Equivalent",
              namespaceSelector: inNamespaces(args.namespaces),
              objectSelector: {},
            },
          },
        },
        { parent: this, dependsOn: [policy] },
      );
    }
    this.registerOutputs({});
  }
}
