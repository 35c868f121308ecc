import type { Rule } from "./rule.ts";
import { claims } from "./rules/claims.ts";
import { environment } from "./rules/environment.ts";
import { internalPorts, p2pPortsOnly } from "./rules/exposure.ts";
import { host } from "./rules/host.ts";
import { imageDigest } from "./rules/imageDigest.ts";
import { resources } from "./rules/resources.ts";
import { restricted } from "./rules/restricted.ts";
import { validators } from "./rules/validators.ts";
import { wildcards } from "./rules/wildcards.ts";

/** The rules about one object each; the one about all together is `denyAll`. */
export const rules: readonly Rule[] = [
  imageDigest,
  restricted,
  resources,
  host,
  internalPorts,
  p2pPortsOnly,
  claims,
  validators,
  environment,
  wildcards,
];
