import type * as k8s from "@pulumi/kubernetes";
import { p2pPorts } from "./ports.ts";

type PolicySpec = k8s.types.input.admissionregistration.v1.ValidatingAdmissionPolicySpec;
type ResourceRule = k8s.types.input.admissionregistration.v1.NamedRuleWithOperations;

/** One rule in CEL: what must be true, and what is said where it is not. */
interface Rule {
  /** As in the policy pack, `policy/`. */
  readonly name: string;
  readonly expression: string;
  readonly message: string;
}

/** A policy for some kinds of objects. */
export interface AdmissionRules {
  /** Ends the policy's name. */
  readonly suffix: string;
  readonly spec: (namespaces: readonly string[]) => PolicySpec;
}

const each = (expression: string): string => `variables.containers.all(c, ${expression})`;

/** What the pod or, where a container says it, the container says. */
const said = (field: string, otherwise: string): string =>
  `c.?securityContext.?${field}.orValue(variables.pod.?securityContext.?${field}.orValue(${otherwise}))`;

const digests = (tagsAllowed: readonly string[]): Rule => ({
  name: "image-by-digest",
  expression: each(
    `c.image.matches('@sha256:[0-9a-f]{64}$') || c.image in [${tagsAllowed.map((image) => `'${image}'`).join(", ")}]`,
  ),
  message: "images must be named by @sha256: and 64 digits",
});

/**
 * Of a pod, or of what makes pods. Where it is a pod, Pod Security `restricted` refuses much of it already; what makes pods it
 * only warns of.
 */
const podRules: readonly Rule[] = [
  {
    name: "pod-restricted",
    expression: each(
      [
        "!c.?securityContext.?privileged.orValue(false)",
        "c.?securityContext.?allowPrivilegeEscalation.orValue(true) == false",
        "c.?securityContext.?readOnlyRootFilesystem.orValue(false)",
        "'ALL' in c.?securityContext.?capabilities.?drop.orValue([])",
        "c.?securityContext.?capabilities.?add.orValue([]).all(one, one == 'NET_BIND_SERVICE')",
        `${said("runAsNonRoot", "false")} == true`,
        `${said("runAsUser", "1")} != 0`,
        `${said("seccompProfile.?type", "''")} in ['RuntimeDefault', 'Localhost']`,
      ].join(" && "),
    ),
    message:
      "containers must not be privileged, escalate, write to their root, keep capabilities, be root or go without seccomp",
  },
  {
    name: "resources-bounded",
    expression: each(
      "'cpu' in c.?resources.?requests.orValue({}) && 'memory' in c.?resources.?requests.orValue({}) && " +
        "'memory' in c.?resources.?limits.orValue({})",
    ),
    message: "containers must ask for CPU and memory, and have a limit of memory",
  },
  {
    name: "no-host-access",
    expression:
      "!variables.pod.?hostNetwork.orValue(false) && !variables.pod.?hostPID.orValue(false) && " +
      "!variables.pod.?hostIPC.orValue(false) && " +
      "(variables.reader || variables.pod.?volumes.orValue([]).all(v, !has(v.hostPath)))",
    message: "pods must not have namespaces or folders of their machine",
  },
  {
    name: "no-secret-in-environment",
    expression: each(
      "c.?env.orValue([]).all(e, !e.?valueFrom.?secretKeyRef.hasValue() && (!has(e.value) || e.value == '' || " +
        "!e.name.matches('(?i)(PASSWORD|PASSPHRASE|SECRET|TOKEN|PRIVATE_?KEY|API_?KEY|CREDENTIAL)') || " +
        "e.name.matches('(?i)_(FILE|PATH|DIR)$'))) && " +
        "c.?envFrom.orValue([]).all(e, !has(e.secretRef))",
    ),
    message: "secrets must be files, and no variables",
  },
  {
    name: "host-ports-of-p2p",
    expression: each(
      `c.?ports.orValue([]).all(p, p.?hostPort.orValue(0) == 0 || p.containerPort in [${p2pPorts.join(", ")}])`,
    ),
    message: `ports of the machine must be those of P2P: ${p2pPorts.join(", ")}`,
  },
];

const workloadKinds: readonly ResourceRule[] = [
  resources("apps", "statefulsets", "deployments", "daemonsets", "replicasets"),
  resources("batch", "jobs"),
];

/**
 * All policies of a stack.
 *
 * @param tagsAllowed images that need no digest; undefined: none needs one
 */
export function admissionRules(
  tagsAllowed: readonly string[] | undefined,
): readonly AdmissionRules[] {
  const ofPods = [...(tagsAllowed === undefined ? [] : [digests(tagsAllowed)]), ...podRules];
  return [
    policy("pods", [resources("", "pods")], ofPods, "object.spec"),
    policy("workloads", workloadKinds, ofPods, "object.spec.template.spec"),
    policy(
      "validators",
      [resources("apps", "statefulsets", "deployments", "daemonsets")],
      [
        {
          name: "one-validator",
          expression:
            "object.spec.?template.?metadata.?labels[?'app.kubernetes.io/component'].orValue('') != 'validator' || " +
            "(object.kind == 'StatefulSet' && object.spec.?replicas.orValue(1) <= 1)",
          message: "what signs must be a StatefulSet with at most one replica",
        },
      ],
    ),
    policy(
      "scales",
      [resources("apps", "statefulsets/scale")],
      [
        {
          name: "one-validator",
          // What scales knows the pods by their labels only, as a text.
          expression:
            "!object.?status.?selector.orValue('').contains('app.kubernetes.io/component=validator') || object.spec.?replicas.orValue(1) <= 1",
          message: "what signs must have at most one replica",
        },
      ],
    ),
    policy(
      "services",
      [resources("", "services")],
      [
        {
          name: "only-p2p-outside",
          expression:
            "(object.spec.?type.orValue('ClusterIP') == 'ClusterIP' && object.spec.?externalIPs.orValue([]).size() == 0) || " +
            `object.spec.?ports.orValue([]).all(p, (type(p.?targetPort.orValue(p.port)) == int ? p.?targetPort.orValue(p.port) : p.port) in [${p2pPorts.join(", ")}])`,
          message: `from outside the cluster only P2P ports may be reached: ${p2pPorts.join(", ")}`,
        },
      ],
    ),
    policy(
      "routes",
      [resources("networking.k8s.io", "ingresses")],
      [
        {
          name: "internal-ports-stay-inside",
          expression: "false",
          message: "nothing of these namespaces is led to from outside the cluster",
        },
      ],
    ),
    policy(
      "roles",
      [resources("rbac.authorization.k8s.io", "roles")],
      [
        {
          name: "rights-by-name",
          expression:
            "object.?rules.orValue([]).all(r, (r.?apiGroups.orValue([]) + r.?resources.orValue([]) + r.verbs).all(one, " +
            "!(one in ['*', 'escalate', 'bind', 'impersonate'])))",
          message: "Roles must name what they allow, and give no right to give rights",
        },
      ],
    ),
  ];
}

function resources(group: string, ...kinds: string[]): ResourceRule {
  return {
    apiGroups: [group],
    apiVersions: ["*"],
    operations: ["CREATE", "UPDATE"],
    resources: kinds,
    scope: "Namespaced",
  };
}

function policy(
  suffix: string,
  resourceRules: readonly ResourceRule[],
  rules: readonly Rule[],
  pod?: string,
): AdmissionRules {
  return {
    suffix,
    spec: (namespaces) => ({
      // Nobody is let in because a rule could not be evaluated.
      failurePolicy: "Fail",
      matchConstraints: {
        matchPolicy: "Equivalent",
        namespaceSelector: inNamespaces(namespaces),
        objectSelector: {},
        resourceRules: [...resourceRules],
      },
      ...(pod === undefined ? {} : { variables: podVariables(pod) }),
      validations: rules.map(({ name, expression, message }) => ({
        expression,
        message: `${name}: ${message}`,
        reason: "Forbidden",
      })),
    }),
  };
}

const podVariables = (pod: string) => [
  { name: "pod", expression: pod },
  {
    name: "containers",
    expression: "variables.pod.containers + variables.pod.?initContainers.orValue([])",
  },
  // Those who read machines have a namespace of their own, whose own policy says which folders.
  { name: "reader", expression: "object.metadata.?namespace.orValue('').endsWith('-host')" },
];

/** By the label that the API server gives each namespace, and nobody can change. */
export const inNamespaces = (names: readonly string[]) => ({
  matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: [...names] }],
});
