import type { Rule } from "../rule.ts";

/** Verbs by which one gives oneself more than one has. */
const ESCALATING = ["escalate", "bind", "impersonate"];

/** A wildcard is also what will be added to the cluster later. */
export const wildcards: Rule = {
  name: "rights-by-name",
  description:
    "Roles name what they allow: no wildcard, and no verb by which one gives oneself more.",
  check: ({ kind, rules = [] }) =>
    kind !== "Role" && kind !== "ClusterRole"
      ? []
      : rules.flatMap(({ apiGroups = [], resources = [], nonResourceURLs = [], verbs }) => [
          ...([apiGroups, resources, nonResourceURLs, verbs].flat().includes("*")
            ? ["a rule with * came, expected names"]
            : []),
          ...verbs
            .filter((verb) => ESCALATING.includes(verb))
            .map((verb) => `the verb ${verb} came, expected none that gives more rights`),
        ]),
};
