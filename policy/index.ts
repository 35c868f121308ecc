// The rules as a Pulumi policy pack: `pulumi preview --policy-pack policy`.
import {
  PolicyPack,
  type PolicyResource,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from "@pulumi/policy";

import type { Manifest } from "./manifest.ts";
import type { Rule } from "./rule.ts";
import { rules } from "./rules.ts";
import { denyAll } from "./rules/denyAll.ts";

/** Null for what is no object of a cluster. */
const manifestOf = ({ type, props }: Pick<PolicyResource, "type" | "props">): Manifest | null =>
  type.startsWith("kubernetes:") ? (props as Manifest) : null;

/** `urn:pulumi:STACK::PROJECT::…` */
const stackOf = ({ urn }: Pick<ResourceValidationArgs, "urn">): string =>
  urn.split("::")[0]?.split(":")[2] ?? "";

const ofEach = ({ name, description, check }: Rule): ResourceValidationPolicy => ({
  name,
  description,
  enforcementLevel: "mandatory",
  validateResource: (args, report) => {
    const manifest = manifestOf(args);
    if (manifest === null) return;
    const context = { stack: stackOf(args), isProtected: args.opts.protect };
    for (const fault of check(manifest, context)) report(fault);
  },
});

const ofAll: StackValidationPolicy = {
  name: denyAll.name,
  description: denyAll.description,
  enforcementLevel: "mandatory",
  validateStack: ({ resources }, report) => {
    const manifests = resources.map(manifestOf).filter((manifest) => manifest !== null);
    for (const fault of denyAll.check(manifests)) report(fault);
  },
};

new PolicyPack("ethnode", { policies: [...rules.map(ofEach), ofAll] });
