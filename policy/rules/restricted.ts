import { containersOf, type Container, type PodSpec, templateOf } from "../manifest.ts";
import type { Rule } from "../rule.ts";

/**
 * Pod Security `restricted`, and a root that cannot be written to, which that does not ask for.
 *
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export const restricted: Rule = {
  name: "pod-restricted",
  description:
    "Pods are restricted: no root, no escalation, no capabilities, a seccomp profile, a root file system that is read only.",
  check: (object) => {
    const spec = templateOf(object)?.spec;
    if (spec === undefined) return [];
    return containersOf(object).flatMap((container) =>
      faults(container, spec).map((fault) => `container ${container.name}: ${fault}`),
    );
  },
};

function faults({ securityContext: own = {} }: Container, spec: PodSpec): readonly string[] {
  const pod = spec.securityContext ?? {};
  const { add = [], drop = [] } = own.capabilities ?? {};
  const checks: readonly (readonly [boolean, string])[] = [
    [own.privileged !== true, "privileged came, expected it is not"],
    [own.allowPrivilegeEscalation === false, "expected allowPrivilegeEscalation: false"],
    [own.readOnlyRootFilesystem === true, "expected readOnlyRootFilesystem: true"],
    [(own.runAsNonRoot ?? pod.runAsNonRoot) === true, "expected runAsNonRoot: true"],
    [(own.runAsUser ?? pod.runAsUser) !== 0, "runAsUser 0 came, expected another"],
    [drop.includes("ALL"), "expected capabilities.drop: [ALL]"],
    [
      add.every((name) => name === "NET_BIND_SERVICE"),
      `capabilities ${add.join(", ")} came, expected none`,
    ],
    [
      ["RuntimeDefault", "Localhost"].includes(
        (own.seccompProfile ?? pod.seccompProfile)?.type ?? "",
      ),
      "expected seccompProfile.type: RuntimeDefault",
    ],
  ];
  return checks.flatMap(([good, fault]) => (good ? [] : [fault]));
}
