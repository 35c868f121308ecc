import * as pulumi from "@pulumi/pulumi";

import { byDigest, images } from "../components/kubernetes/images.ts";
import type { RpcGatewayArgs } from "../components/rpcGateway.ts";
import type { TokenIssuer } from "../gateway/gateway.ts";
import { gatewayMethods } from "../gateway/methods.ts";
import { hasGateway } from "../settings/checks/rpcGateway.ts";
import type { Settings } from "../settings/schema.ts";

/** What a user may ask for in a second, unless said otherwise. */
const requestsPerSecond = 50;
/** Room for the largest transaction that nodes pass on (128 KiB, in hexadecimal digits), and what is around it. */
const maxBodyBytes = 300_000;

/** The gateway that the settings ask for; undefined where they ask for none. */
export function rpcGateway(settings: Settings): Omit<RpcGatewayArgs, "namespace"> | undefined {
  if (!hasGateway(settings)) return undefined;
  const { rpcGateway: set, imagesByDigest } = settings;
  const { tlsSecret, clientCa, image = images.haproxy } = set;
  return {
    image: imagesByDigest ? byDigest(image) : image,
    replicas: set.replicas ?? 2,
    nodes: settings.nodes.length,
    keys: set.keys ?? [],
    tokens: issuer(settings),
    methods: set.methods ?? gatewayMethods,
    requestsPerSecond: set.requestsPerSecond ?? requestsPerSecond,
    maxBodyBytes: set.maxBodyBytes ?? maxBodyBytes,
    tls: tlsSecret === undefined ? undefined : { secret: tlsSecret, clientCa },
  };
}

function issuer({
  rpcGateway: { tokens },
  rpcGatewayTokenSecret: secret,
}: Settings): pulumi.Input<TokenIssuer> | undefined {
  if (tokens === undefined) return undefined;
  const { algorithm, publicKey = "", ...who } = tokens;
  return algorithm === "HS256"
    ? pulumi.secret({ ...who, algorithm, secret })
    : { ...who, algorithm, publicKey };
}
