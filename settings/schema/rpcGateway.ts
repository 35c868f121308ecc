import { z } from "zod";

import { gatewayMethods } from "../../gateway/methods.ts";
import * as value from "../values.ts";
import { oneOf, only, shownBut } from "./shared.ts";

const aName = "a name of at most 40 lower-case letters, digits and dashes, such as alice";
const aHash = "a SHA-256 hash, 64 hexadecimal digits";
const aMethod = `a method that the gateway can serve, one of ${gatewayMethods.join(", ")}`;

const whole = (min: number, max: number) => {
  const message = `a whole number from ${min} to ${max}`;
  return z.int(message).min(min, message).max(max, message).optional();
};

const methods = z
  .array(z.enum(gatewayMethods, aMethod), "a list of methods")
  .min(1, "at least one method")
  .optional();

/** Text that stands in HAProxy's configuration between quotes. */
const quoted = z
  .string("text")
  .regex(/^[A-Za-z0-9:/._~@-]{1,200}$/, "letters, digits and : / . _ ~ @ -, 200 at most");

const key = only("a user", {
  name: z.string(aName).regex(/^[a-z0-9][a-z0-9-]{0,39}$/, aName),
  sha256: z
    .string(aHash)
    .regex(/^[0-9a-fA-F]{64}$/, aHash)
    .toLowerCase()
    .optional(),
  rotation: z.string("text").optional(),
  methods,
  requestsPerSecond: whole(1, 100_000),
});

const pem = (what: string, label: string) =>
  z
    .string(`${what} in PEM`)
    .regex(
      new RegExp(`^\\s*-----BEGIN ${label}-----[A-Za-z0-9+/=\\s]+-----END ${label}-----\\s*$`),
      `${what} in PEM, which begins with -----BEGIN ${label}-----`,
    );

const tokens = only("tokens", {
  algorithm: oneOf(["HS256", "RS256", "ES256"]),
  audience: quoted,
  issuer: quoted.optional(),
  publicKey: pem("a public key", "PUBLIC KEY").optional(),
  revoked: z.array(quoted, "a list of jti").optional(),
});

const tokenSecret = 'a secret of 32 letters, digits and . _ + / = - or more, or ""';

/** All is optional: a gateway without users is none. */
export const rpcGatewaySettings = {
  rpcGateway: only("a gateway", {
    keys: z.array(key, "a list of users").optional(),
    tokens: tokens.optional(),
    methods,
    requestsPerSecond: whole(1, 100_000),
    maxBodyBytes: whole(1_024, 2_097_152),
    replicas: whole(1, 20),
    tlsSecret: value.kubernetesName.optional(),
    clientCa: pem("a certificate", "CERTIFICATE").optional(),
    image: value.image.optional(),
  }),
  rpcGatewayTokenSecret: z.string("text").regex(/^([A-Za-z0-9._+/=-]{32,512})?$/, tokenSecret),
};

/** The settings of this file that are always secrets. */
export const rpcGatewaySecrets = ["rpcGatewayTokenSecret"] as const;

/** What may be shown of a wrong part of `rpcGateway`. */
export const shownGateway = shownBut([
  ...["name", "rotation", "methods", "requestsPerSecond", "maxBodyBytes", "replicas", "tlsSecret"],
  ...["image", "algorithm", "audience", "issuer"],
]);
