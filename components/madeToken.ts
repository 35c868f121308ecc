import { createHash } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/**
 * A token of 40 letters and digits, 238 bits. Ciphertext in the state.
 *
 * @param rotation any text; a new one makes a new token
 */
export const madeToken = (
  name: string,
  rotation: string,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> =>
  new random.RandomPassword(name, { length: 40, special: false, keepers: { rotation } }, opts)
    .result;

/** What may be known of a token by who only compares: SHA-256, in hex. */
export const hashOf = (token: pulumi.Output<string>): pulumi.Output<string> =>
  token.apply((text) => createHash("sha256").update(text).digest("hex"));
