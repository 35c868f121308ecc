import { isIPv4 } from "node:net";

import { formatAddress, type PeerAddress } from "./address.ts";
import { ipv6Groups, plainAddress } from "./ip.ts";
import type { ConsensusPeer, ExecutionPeer } from "./model.ts";

/** The first half of an IPv4 address, the first 32 bits of an IPv6 address: `203.0.x.x`, `2001:db8:x:x`. */
export function maskIp(ip: string): string {
  const address = plainAddress(ip);
  if (isIPv4(address)) return `${address.split(".").slice(0, 2).join(".")}.x.x`;
  const groups = ipv6Groups(address).slice(0, 2);
  return `${groups.map((group) => group.toString(16)).join(":")}:x:x`;
}

/** An address as those see it who may not see it whole: `203.0.x.x:30303`. */
export const maskAddress = ({ ip, port }: Pick<PeerAddress, "ip" | "port">): string =>
  formatAddress({ ip: maskIp(ip), port });

/** Addresses in a peer's own name: some write their enode or host into it. */
const IN_NAME = /@[^/\s]+|\d{1,3}(?:\.\d{1,3}){3}/g;

/**
 * A peer as those see it who may not see its address. Whatever has the address in it goes too: the record, the enode,
 * the /24. Country, network and id stay.
 */
export function maskPeer<T extends ExecutionPeer | ConsensusPeer>(peer: T): T {
  const { address, client } = peer;
  return {
    ...peer,
    client: { ...client, raw: client.raw.replace(IN_NAME, "x") },
    address: address === null ? null : { ...address, ip: maskIp(address.ip) },
    subnet: null,
    enr: null,
    ...("enode" in peer ? { enode: null } : {}),
  };
}
