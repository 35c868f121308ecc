import { containersOf } from "../manifest.ts";
import type { Rule } from "../rule.ts";

/** One pod must not take a machine for itself. */
export const resources: Rule = {
  name: "resources-bounded",
  description: "Each container asks for CPU and memory, and has a limit of memory.",
  check: (object) =>
    containersOf(object).flatMap(({ name, resources: { requests = {}, limits = {} } = {} }) =>
      [
        ["requests.cpu", requests["cpu"]],
        ["requests.memory", requests["memory"]],
        ["limits.memory", limits["memory"]],
      ].flatMap(([what, value]) =>
        value === undefined ? [`container ${name}: resources.${what} is missing`] : [],
      ),
    ),
};
