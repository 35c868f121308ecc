import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { objectLabels } from "./kubernetes/labels.ts";

/** The volume with the token in the monitor's pod and in those of execution clients. */
const volumeName = "actions-token";
const folder = "/actions";
const file = "token";

/** Where the token is in a container that has {@link actionsMount}. */
export const actionsTokenFile = `${folder}/${file}`;

export const actionsMount = { name: volumeName, mountPath: folder, readOnly: true } as const;

/** A pod's volume with the token. */
export const actionsVolume = (
  secretName: pulumi.Input<string>,
): k8s.types.input.core.v1.Volume => ({
  name: volumeName,
  secret: { secretName, defaultMode: 0o400 },
});

export interface PeerActionsArgs {
  readonly namespace: pulumi.Input<string>;
}

/**
 * The token by which agents know their peer monitor when it asks them to add, remove or trust a peer. Nobody but these
 * containers ever has it: it is ciphertext in the state and no output.
 */
export class PeerActions extends pulumi.ComponentResource {
  /** Name of the Kubernetes Secret. */
  readonly secretName: pulumi.Output<string>;

  constructor(name: string, args: PeerActionsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ethnode:index:PeerActions", name, {}, opts);
    const own = { parent: this };
    const { result } = new random.RandomPassword(
      `${name}-token`,
      { length: 40, special: false },
      own,
    );
    const secret = new k8s.core.v1.Secret(
      `${name}-secret`,
      {
        metadata: {
          namespace: args.namespace,
          labels: objectLabels({ name, instance: name, component: "peer-monitor" }),
        },
        immutable: true,
        stringData: { [file]: result },
      },
      own,
    );
    this.secretName = secret.metadata.name;
    this.registerOutputs({ secretName: this.secretName });
  }
}
