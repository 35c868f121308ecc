import { parseServer } from "../cli/server.ts";
import { UsageError } from "../cli/usageError.ts";
import type { StunServer } from "../stun/ask.ts";
import type { Layer } from "../peers/clientName.ts";
import type { Carrier } from "./compare.ts";

/** The flags of the `agent` command that say how its node is exposed. */
export const exposureFlags = {
  exposed: { type: "string", multiple: true },
  balancer: { type: "string", multiple: true },
  "node-ip": { type: "string" },
  "public-network": { type: "boolean" },
  stun: { type: "string", multiple: true },
} as const;

/** What {@link exposureFlags} came as. */
export interface ExposureFlagValues {
  readonly exposed?: readonly string[] | undefined;
  readonly balancer?: readonly string[] | undefined;
  readonly "node-ip"?: string | undefined;
  readonly "public-network"?: boolean | undefined;
  readonly stun?: readonly string[] | undefined;
}

type OfLayers<T> = Readonly<Record<Layer, T>>;

/** How the node beside the agent is exposed. */
export interface ExposureSettings {
  readonly ports: OfLayers<Partial<Record<Carrier, number>>>;
  /** The address of each layer's load balancer, or `unknown`; null where it is reached at its Kubernetes node. */
  readonly balancers: OfLayers<string | null>;
  readonly nodeIp: string;
  readonly publicNetwork: boolean;
  readonly stunServers: readonly StunServer[];
}

function bad(flag: string, text: string, example: string): UsageError {
  return new UsageError(`--${flag}: ${JSON.stringify(text)} came, expected ${example}`);
}

/**
 * Reads the flags. Without `--exposed` nothing is, and there is nothing to compare: null.
 *
 * @throws {UsageError} naming the flag, what came and what was expected
 */
export function parseExposureFlags(flags: ExposureFlagValues): ExposureSettings | null {
  const { exposed = [], balancer = [], stun = [] } = flags;
  if (exposed.length === 0) return null;
  const nodeIp = flags["node-ip"];
  if (nodeIp === undefined)
    throw new UsageError("--node-ip: nothing came, expected it, as --exposed is there");
  const ports = { execution: {}, consensus: {} } as Record<Layer, Partial<Record<Carrier, number>>>;
  for (const text of exposed) {
    const match = /^(execution|consensus)\/(tcp|udp|quic)\/(\d{1,5})$/.exec(text);
    if (match === null) throw bad("exposed", text, "layer/tcp|udp|quic/port");
    ports[match[1] as Layer][match[2] as Carrier] = Number(match[3]);
  }
  const balancers: Record<Layer, string | null> = { execution: null, consensus: null };
  for (const text of balancer) {
    const match = /^(execution|consensus)\/(\d{1,3}(?:\.\d{1,3}){3}|unknown)$/.exec(text);
    if (match === null) throw bad("balancer", text, "layer/IPv4 address or layer/unknown");
    balancers[match[1] as Layer] = match[2] ?? null;
  }
  return {
    ports,
    balancers,
    nodeIp,
    publicNetwork: flags["public-network"] ?? false,
    stunServers: stun.map((text) => parseServer("stun", text)),
  };
}
