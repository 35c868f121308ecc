import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/** The file in the Secret, and so in the clients' `/secrets`. */
export const jwtFile = "jwt.hex";

export interface JwtSecretArgs {
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
  /** Any text. A new one makes a new secret, and both clients that mount it restart with it. Default: empty. */
  readonly rotation?: string | undefined;
}

/**
 * The 32 bytes by which a consensus client proves itself to its execution client.
 *
 * They are a Pulumi random secret: ciphertext in the state, never shown. The Kubernetes Secret is immutable and named
 * anew when they change, so that no running pod can see half of a rotation, and both pods roll because their templates
 * name it.
 *
 * Source: https://github.com/ethereum/execution-apis/blob/main/src/engine/authentication.md
 */
export class JwtSecret extends pulumi.ComponentResource {
  /** Name of the Kubernetes Secret. */
  readonly secretName: pulumi.Output<string>;

  constructor(name: string, args: JwtSecretArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ethnode:index:JwtSecret", name, args, opts);
    const bytes = new random.RandomBytes(
      `${name}-bytes`,
      { length: 32, keepers: { rotation: args.rotation ?? "" } },
      { parent: this },
    );
    const secret = new k8s.core.v1.Secret(
      `${name}-secret`,
      {
        metadata: { namespace: args.namespace, labels: args.labels },
        immutable: true,
        stringData: { [jwtFile]: bytes.hex },
      },
      { parent: this },
    );
    this.secretName = secret.metadata.name;
    this.registerOutputs({ secretName: this.secretName });
  }
}
