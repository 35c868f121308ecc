import type { GatewayMethod } from "./methods.ts";

/** Who signs the tokens that the gateway takes, and with what. Each token needs `exp`, `aud` and `sub`. */
export type TokenIssuer = {
  /** What a token's `aud` must be. */
  readonly audience: string;
  /** What a token's `iss` must be. Default: anything. */
  readonly issuer?: string | undefined;
  /** The `jti` of tokens that are refused before they expire. */
  readonly revoked?: readonly string[] | undefined;
} & (
  | { readonly algorithm: "HS256"; /** 32 characters or more. */ readonly secret: string }
  | { readonly algorithm: "RS256" | "ES256"; /** In PEM. */ readonly publicKey: string }
);

/** A user with a key of its own. */
export interface GatewayKey {
  /** Stands in the access log and in metrics: letters, digits, `-`. */
  readonly name: string;
  /** SHA-256 of the key that is sent as `X-Api-Key`, in hex. The gateway knows no more. */
  readonly sha256: string;
  /** Default: all of the gateway's. */
  readonly methods?: readonly GatewayMethod[] | undefined;
  /** Default: the gateway's. */
  readonly requestsPerSecond?: number | undefined;
}

/** Where the execution clients are. */
export type GatewayNodes =
  | { readonly addresses: readonly string[] }
  /** A headless Service that names the pods which are ready, and how many there may be. */
  | { readonly service: string; readonly port: number; readonly atMost: number };

/** What a gateway lets through, whose calls, and how many. */
export interface Gateway {
  readonly port: number;
  /** Of `/healthz` and `/metrics`. */
  readonly metricsPort: number;
  /** The folder that HAProxy finds its files in. */
  readonly folder: string;
  readonly nodes: GatewayNodes;
  /** The `Host` that the nodes are asked by. */
  readonly nodesHost: string;
  readonly keys: readonly GatewayKey[];
  readonly tokens?: TokenIssuer | undefined;
  readonly methods: readonly GatewayMethod[];
  /** For each user, on each of the gateway's pods. */
  readonly requestsPerSecond: number;
  /** Of a call. HAProxy holds a call of this size in memory while it looks at it. */
  readonly maxBodyBytes: number;
  /** Where certificate and key are, in one file; and who signs the certificates of clients, where they need one. */
  readonly tls?: { readonly file: string; readonly clientCaFile?: string | undefined } | undefined;
}

/** Calls at a time. Each may hold two buffers of a call's size. */
export const maxConnections = 256;
