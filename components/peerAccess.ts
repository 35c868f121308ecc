import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { hashOf, madeToken } from "./madeToken.ts";

/** What a token's holder may: see all but addresses, see those too, act on peers as well. Source: monitor/src/serve/auth/role.ts. */
export const tokenRoles = ["viewer", "operator", "admin"] as const;
export type TokenRole = (typeof tokenRoles)[number];

/** What one may who has none. */
export const anonymousRoles = ["none", "viewer", "operator"] as const;
export type AnonymousRole = (typeof anonymousRoles)[number];

/** Somebody with a token for the peer monitor. */
export interface PeerTokenArgs {
  /** Who, as the log of actions names them. Once in a list. */
  readonly name: string;
  readonly role: TokenRole;
  /** The hash of a token of theirs, 64 lower-case hexadecimal digits. Default: a random token is made. */
  readonly sha256?: string | undefined;
  /** Any text. A new one makes a new random token. Default: empty. */
  readonly rotation?: string | undefined;
}

/** Who may see what of the peer monitor. */
export interface PeerAccessArgs {
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
  readonly tokens: readonly PeerTokenArgs[];
}

/** Where the files are in the monitor's pod. */
const folder = "/access";
const files = { tokens: "tokens", own: "pod-token" } as const;

/** Its own name in the file: no setting can have it. */
const ownName = "_kubectl-exec";

/** The tokens' file for the monitor. */
export const tokensFile = `${folder}/${files.tokens}`;

/**
 * The environment of its container: `peers`, started in the pod by who may do that, reads the pod's own token. That it is a
 * variable lets the command be the same with tokens and without.
 */
export const ownTokenEnv = { name: "PEER_MONITOR_TOKEN_FILE", value: `${folder}/${files.own}` };

export const accessMount = { name: "access", mountPath: folder, readOnly: true } as const;

/**
 * The tokens that the monitor knows, as a Secret. It has hashes only, but for the pod's own token, so that who reads the
 * Secret gets nobody's. Those that are made here are ciphertext in the state and a secret output.
 */
export class PeerAccess extends pulumi.ComponentResource {
  /** The pod's volume. */
  readonly volume: k8s.types.input.core.v1.Volume;
  /** Secret. The tokens that were made here, by their holders' names. */
  readonly made: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: PeerAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ethnode:index:PeerAccess", name, {}, opts);
    const own = { parent: this };
    const ofPod = madeToken(`${name}-pod`, "", own);
    const made = new Map(
      args.tokens
        .filter(({ sha256 }) => sha256 === undefined)
        .map(({ name: holder, rotation = "" }) => [
          holder,
          madeToken(`${name}-of-${holder}`, rotation, own),
        ]),
    );
    this.made = pulumi.secret(pulumi.output(Object.fromEntries(made)));
    const holders = args.tokens.map(({ name: holder, role, sha256 = "" }) => {
      const clear = made.get(holder);
      return { name: holder, role, sha256: clear === undefined ? sha256 : hashOf(clear) };
    });
    const secret = new k8s.core.v1.Secret(
      `${name}-tokens`,
      {
        metadata: { namespace: args.namespace, labels: args.labels },
        immutable: true,
        stringData: {
          [files.tokens]: pulumi
            .all([...holders, { name: ownName, role: "operator", sha256: hashOf(ofPod) }].map(line))
            .apply((lines) => lines.join("")),
          [files.own]: ofPod,
        },
      },
      own,
    );
    this.volume = {
      name: accessMount.name,
      secret: { secretName: secret.metadata.name, defaultMode: 0o400 },
    };
    this.registerOutputs({});
  }
}

/** A line of the tokens' file. Source: monitor/src/serve/auth/tokens.ts. */
const line = (holder: {
  readonly name: string;
  readonly role: string;
  readonly sha256: pulumi.Input<string>;
}): pulumi.Output<string> =>
  pulumi.interpolate`${holder.name} ${holder.role} sha256:${holder.sha256}\n`;
