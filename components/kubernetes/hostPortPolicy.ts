import type * as k8s from "@pulumi/kubernetes";

type PolicySpec = k8s.types.input.admissionregistration.v1.ValidatingAdmissionPolicySpec;
type BindingSpec = k8s.types.input.admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec;

/** A port of the Kubernetes node that pods of a namespace may take. */
export interface HostPort {
  readonly protocol: "TCP" | "UDP";
  readonly port: number;
}

/** One rule of Pod Security, in CEL: what must be true of a pod, and what is said where it is not. */
interface Rule {
  readonly expression: string;
  readonly message: string;
}

/** Security settings that a pod may give for all its containers, or each container for itself. */
const inPodOrEach = (field: string, good: (value: string) => string): string => {
  const own = (of: string) => `${of}.?securityContext.?${field}`;
  const value = (of: string) => `${own(of)}.orValue(null)`;
  const pod = own("object.spec");
  return (
    `variables.containers.all(c, ${own("c")}.hasValue() ? ${good(value("c"))} : ` +
    `(${pod}.hasValue() && ${good(value("object.spec"))}))`
  );
};

/** Kinds of volumes that `restricted` lets a pod have. */
const harmless = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
].map((kind) => `has(v.${kind})`);

const eachContainer = (expression: string) => `variables.containers.all(c, ${expression})`;

/**
 * Everything that Pod Security `restricted` asks of a pod, host ports and volumes aside.
 *
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/ (Kubernetes 1.34); pods of Linux only, as
 * nothing here runs on Windows.
 */
const rules: readonly Rule[] = [
  {
    expression:
      "!object.spec.?hostNetwork.orValue(false) && !object.spec.?hostPID.orValue(false) && !object.spec.?hostIPC.orValue(false)",
    message: "hostNetwork, hostPID and hostIPC must be false",
  },
  {
    expression:
      "!object.spec.?securityContext.?windowsOptions.?hostProcess.orValue(false) && " +
      eachContainer("!c.?securityContext.?windowsOptions.?hostProcess.orValue(false)"),
    message: "hostProcess must be false",
  },
  {
    expression: eachContainer("!c.?securityContext.?privileged.orValue(false)"),
    message: "privileged must be false",
  },
  {
    expression: eachContainer(
      "c.?securityContext.?allowPrivilegeEscalation.orValue(true) == false",
    ),
    message: "allowPrivilegeEscalation must be false",
  },
  {
    expression: eachContainer(
      "'ALL' in c.?securityContext.?capabilities.?drop.orValue([]) && " +
        "c.?securityContext.?capabilities.?add.orValue([]).all(one, one == 'NET_BIND_SERVICE')",
    ),
    message: "capabilities must drop ALL, and add nothing but NET_BIND_SERVICE",
  },
  {
    expression: inPodOrEach("runAsNonRoot", (value) => `${value} == true`),
    message: "runAsNonRoot must be true",
  },
  {
    expression:
      "object.spec.?securityContext.?runAsUser.orValue(1) != 0 && " +
      eachContainer("c.?securityContext.?runAsUser.orValue(1) != 0"),
    message: "runAsUser must not be 0",
  },
  {
    expression: inPodOrEach(
      "seccompProfile",
      (value) => `${value}.type in ['RuntimeDefault', 'Localhost']`,
    ),
    message: "seccompProfile must be RuntimeDefault or Localhost",
  },
  {
    expression: eachContainer("c.?securityContext.?procMount.orValue('Default') == 'Default'"),
    message: "procMount must be Default",
  },
  {
    expression:
      "object.spec.?securityContext.?appArmorProfile.?type.orValue('RuntimeDefault') != 'Unconfined' && " +
      eachContainer(
        "c.?securityContext.?appArmorProfile.?type.orValue('RuntimeDefault') != 'Unconfined'",
      ) +
      " && object.metadata.?annotations.orValue({}).all(name, !name.startsWith('container.apparmor.security.beta.kubernetes.io/') || " +
      "object.metadata.annotations[name] != 'unconfined')",
    message: "the AppArmor profile must not be Unconfined",
  },
  {
    expression:
      "!object.spec.?securityContext.?seLinuxOptions.hasValue() && " +
      eachContainer("!c.?securityContext.?seLinuxOptions.hasValue()"),
    message: "seLinuxOptions must not be set",
  },
  {
    expression: "object.spec.?securityContext.?sysctls.orValue([]).size() == 0",
    message: "sysctls must not be set",
  },
  {
    expression: eachContainer(
      [
        "livenessProbe",
        "readinessProbe",
        "startupProbe",
        "lifecycle.?postStart",
        "lifecycle.?preStop",
      ]
        .flatMap((hook) => [`${hook}.?httpGet`, `${hook}.?tcpSocket`])
        .map((handler) => `c.?${handler}.?host.orValue('') == ''`)
        .join(" && "),
    ),
    message: "probes and lifecycle hooks must not name a host",
  },
];

/** Volumes as `restricted` has them, and of the machine's folders only these, to be read. */
function volumeRules(hostPaths: readonly string[]): Rule[] {
  const paths = hostPaths.map((path) => `'${path}'`).join(", ");
  const ofMachine = "object.spec.?volumes.orValue([]).filter(v, has(v.hostPath))";
  const kinds =
    "volumes must be configMap, csi, downwardAPI, emptyDir, ephemeral, persistentVolumeClaim, projected or secret";
  return [
    {
      expression: `object.spec.?volumes.orValue([]).all(v, ${harmless.join(" || ")}${
        hostPaths.length === 0 ? "" : ` || (has(v.hostPath) && v.hostPath.path in [${paths}])`
      })`,
      message:
        hostPaths.length === 0 ? kinds : `${kinds}, or hostPath of ${hostPaths.join(" or ")}`,
    },
    ...(hostPaths.length === 0
      ? []
      : [
          {
            expression: `${ofMachine}.all(v, ${eachContainer(
              "c.?volumeMounts.orValue([]).all(m, m.name != v.name || m.?readOnly.orValue(false))",
            )})`,
            message: "mounts of a hostPath must be readOnly",
          },
        ]),
  ];
}

/**
 * What a namespace enforces in place of Pod Security `restricted`, which has no exception for single ports or folders: all
 * that `restricted` enforces, of host ports only these, and of the machine's folders only these, to be read.
 */
export function hostPortPolicy(
  namespace: string,
  hostPorts: readonly HostPort[],
  hostPaths: readonly string[] = [],
): PolicySpec {
  const allowed = hostPorts.map(({ protocol, port }) => `'${protocol}/${port}'`);
  const onlyThese: Rule = {
    expression: eachContainer(
      "c.?ports.orValue([]).all(p, p.?hostPort.orValue(0) == 0 || " +
        `(p.?protocol.orValue('TCP') + '/' + string(p.hostPort)) in [${allowed.join(", ")}])`,
    ),
    message:
      hostPorts.length === 0
        ? "hostPort must not be set"
        : `hostPort must be one of ${hostPorts.map(({ protocol, port }) => `${port}/${protocol}`).join(", ")}`,
  };
  return {
    // Nobody is let in because a rule could not be evaluated.
    failurePolicy: "Fail",
    matchConstraints: {
      matchPolicy: "Equivalent",
      namespaceSelector: thisNamespace(namespace),
      objectSelector: {},
      resourceRules: [
        {
          apiGroups: [""],
          apiVersions: ["v1"],
          operations: ["CREATE", "UPDATE"],
          resources: ["pods", "pods/ephemeralcontainers"],
          scope: "Namespaced",
        },
      ],
    },
    variables: [
      {
        name: "containers",
        expression:
          "object.spec.containers + object.spec.?initContainers.orValue([]) + object.spec.?ephemeralContainers.orValue([])",
      },
    ],
    validations: [...rules, ...volumeRules(hostPaths), onlyThese].map(
      ({ expression, message }) => ({
        expression,
        message,
        reason: "Forbidden",
      }),
    ),
  };
}

/** Puts a policy into force in a namespace. */
export const hostPortBinding = (namespace: string, policyName: string): BindingSpec => ({
  policyName,
  validationActions: ["Deny"],
  matchResources: {
    matchPolicy: "Equivalent",
    namespaceSelector: thisNamespace(namespace),
    objectSelector: {},
  },
});

/** The label that the API server gives each namespace, and nobody can change. */
const thisNamespace = (name: string) => ({ matchLabels: { "kubernetes.io/metadata.name": name } });
