import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { jwtFile } from "./jwtSecret.ts";

/**
 * The volume with a client's secrets, the JWT and the P2P key where it takes one, readable by the client alone.
 *
 * @param jwt name of the Secret that both clients of a node share
 * @param key name of the Secret with the client's own P2P key
 */
export function clientSecrets(
  jwt: pulumi.Input<string>,
  key: pulumi.Input<string> | undefined,
): k8s.types.input.core.v1.Volume {
  return {
    name: "secrets",
    projected: {
      defaultMode: 0o400,
      sources: [
        { secret: { name: jwt, items: [{ key: jwtFile, path: jwtFile }] } },
        ...(key === undefined ? [] : [{ secret: { name: key } }]),
      ],
    },
  };
}
