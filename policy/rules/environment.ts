import { containersOf } from "../manifest.ts";
import type { Rule } from "../rule.ts";

const SECRET_NAME = /(?:PASSWORD|PASSPHRASE|SECRET|TOKEN|PRIVATE_?KEY|API_?KEY|CREDENTIALS?)/i;
/** A path to a file with it is none. */
const PATH_NAME = /_?_(?:FILE|PATH|DIR)$/i;

/** A pod's environment is in its specification, in what it dumps and in what its children inherit. */
export const environment: Rule = {
  name: "no-secret-in-environment",
  description:
    "Secrets are files: none is a variable of the environment, by value or by reference.",
  check: (object) =>
    containersOf(object).flatMap(({ name, env = [], envFrom = [] }) => [
      ...env
        .filter(
          (one) =>
            one.valueFrom?.["secretKeyRef"] !== undefined ||
            (one.value !== undefined && SECRET_NAME.test(one.name) && !PATH_NAME.test(one.name)),
        )
        .map((one) => `container ${name}: variable ${one.name} has a secret, expected a file`),
      ...envFrom
        .filter((from) => from["secretRef"] !== undefined)
        .map(() => `container ${name}: envFrom has a Secret, expected a file`),
    ]),
};
