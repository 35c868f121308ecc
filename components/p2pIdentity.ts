import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { P2pKeyFile } from "./clients/client.ts";
import { enodeId, libp2pPeerId } from "./secp256k1.ts";

export interface P2pIdentityArgs {
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
  /** The file that the key is put in, as its client wants it: `/secrets/nodekey`. */
  readonly file: P2pKeyFile;
}

/**
 * The key by which one client is known on its P2P network. Kept in the stack, so that a node keeps its name there when
 * its volume is lost, and others can be told of it before it runs.
 */
export class P2pIdentity extends pulumi.ComponentResource {
  /** Name of the Kubernetes Secret with the private key. */
  readonly secretName: pulumi.Output<string>;
  /** The 128 hex characters of an enode URL: the public key of an execution client. */
  readonly enodeId: pulumi.Output<string>;
  /** The libp2p peer id, `16Uiu2HA…`, of a consensus client. */
  readonly peerId: pulumi.Output<string>;

  constructor(name: string, args: P2pIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ethnode:index:P2pIdentity", name, {}, opts);
    const key = new random.RandomBytes(`${name}-bytes`, { length: 32 }, { parent: this });
    const secret = new k8s.core.v1.Secret(
      `${name}-secret`,
      {
        metadata: { namespace: args.namespace, labels: args.labels },
        immutable: true,
        ...secretContent(args.file, key),
      },
      { parent: this },
    );
    this.secretName = secret.metadata.name;
    // What is derived here is public: it is what a node tells everybody.
    this.enodeId = pulumi.unsecret(key.hex.apply(enodeId));
    this.peerId = pulumi.unsecret(key.hex.apply(libp2pPeerId));
    this.registerOutputs({
      secretName: this.secretName,
      enodeId: this.enodeId,
      peerId: this.peerId,
    });
  }
}

/** The Secret's field with the key, as its client wants it. Both inputs of a Secret are secrets to Pulumi as well. */
function secretContent({ path, format }: P2pKeyFile, key: random.RandomBytes) {
  const file = path.slice(path.lastIndexOf("/") + 1);
  switch (format) {
    case "raw":
      return { data: { [file]: key.base64 } };
    case "hex":
      return { stringData: { [file]: key.hex } };
    default:
      return { stringData: { [file]: key.hex.apply(format) } };
  }
}
