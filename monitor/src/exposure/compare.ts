import { isGlobal } from "../peers/globalAddress.ts";
import type { NodeRecord } from "../peers/nodeRecord.ts";

/** What carries a port: TCP, discovery over UDP, or libp2p's QUIC over UDP. */
export type Carrier = "tcp" | "udp" | "quic";

/** How a layer of a node is exposed. */
export interface Exposed {
  /** The address where its ports are reached; null where that is not known. */
  readonly address: string | null;
  /** Who gave the address, in words to follow "at": `its load balancer`. */
  readonly from: string;
  /** The ports that are open, each the same inside and outside. */
  readonly ports: Partial<Readonly<Record<Carrier, number>>>;
  /** Whether peers are on the internet. */
  readonly publicNetwork: boolean;
}

/**
 * What is wrong with what a client tells its peers, in plain words: empty where they are told what is exposed.
 */
export function compare(announced: NodeRecord, exposed: Exposed): string[] {
  return [...addressProblems(announced.ip, exposed), ...portProblems(announced, exposed)];
}

function addressProblems(ip: string | null, { address, from, publicNetwork }: Exposed): string[] {
  if (ip === null) return ["announces no address, so nobody can dial it"];
  const unreachable =
    publicNetwork && !isGlobal(ip) ? [`announces ${ip}, which is not on the public internet`] : [];
  return address === null || address === ip
    ? unreachable
    : [`announces ${ip}, is reached at ${address} (${from})`];
}

const words: Readonly<Record<Carrier, string>> = {
  tcp: "TCP",
  udp: "UDP (discovery)",
  quic: "QUIC",
};

function portProblems(announced: NodeRecord, { ports }: Exposed): string[] {
  return (["tcp", "udp", "quic"] as const).flatMap((carrier) => {
    const told = announced[carrier];
    const open = ports[carrier];
    if (told === null)
      return open === undefined
        ? []
        : [`${words[carrier]} port ${open} is open, and not announced`];
    if (open === undefined) return [`announces ${words[carrier]} port ${told}, which is not open`];
    return told === open ? [] : [`announces ${words[carrier]} port ${told}, port ${open} is open`];
  });
}
