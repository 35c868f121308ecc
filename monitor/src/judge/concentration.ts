import { isIPv4 } from "node:net";

import { isGlobal } from "../peers/globalAddress.ts";
import type { JudgedPeer } from "./facts.ts";
import type { Concentration, LargestGroup } from "./model.ts";
import { MAX_ASN_SHARE, MAX_SUBNET_SHARE, MIN_FOR_SHARES, MIN_SUBNET_PEERS } from "./thresholds.ts";

/** Whether a peer is on the internet, so that where it sits says something: the node's own neighbours do not count. */
function isOutside({ address }: JudgedPeer): boolean {
  if (address === null) return false;
  // 2000::/3 is all of the global unicast space (RFC 4291, IANA).
  return isIPv4(address.ip) ? isGlobal(address.ip) : /^[23][0-9a-f]{3}:/i.test(address.ip);
}

/** The peer's /24 or /48, where it is one on the internet. */
export const subnetOf = (peer: JudgedPeer): string | null => (isOutside(peer) ? peer.subnet : null);

/** The peer's network, where it is one on the internet. */
export const asnOf = (peer: JudgedPeer): number | null =>
  isOutside(peer) ? (peer.location?.asn ?? null) : null;

/** How much of the peers sits in one network and in one subnet. */
export function concentration(peers: readonly JudgedPeer[]): Concentration {
  const asns = tally(peers, asnOf);
  const subnets = tally(peers, subnetOf);
  const asn = largest(asns, MAX_ASN_SHARE, 1);
  const subnet = largest(subnets, MAX_SUBNET_SHARE, MIN_SUBNET_PEERS);
  return {
    topAsn:
      asn === null
        ? null
        : { asn: asn.of, organisation: organisation(peers, asn.of), ...asn.group },
    topSubnet: subnet === null ? null : { subnet: subnet.of, ...subnet.group },
    distinctAsns: asns.groups.size === 0 ? null : asns.groups.size,
    subnetDiversity: diversityOf(subnets),
  };
}

interface Tally<T> {
  readonly groups: ReadonlyMap<T, number>;
  readonly known: number;
}

/** How often each value is there, of those peers that have one. */
export function tally<T>(
  peers: readonly JudgedPeer[],
  of: (peer: JudgedPeer) => T | null,
): Tally<T> {
  const groups = new Map<T, number>();
  let known = 0;
  for (const peer of peers) {
    const value = of(peer);
    if (value === null) continue;
    groups.set(value, (groups.get(value) ?? 0) + 1);
    known++;
  }
  return { groups, known };
}

/** Different values by peers that have one, 0 to 1; null when none has. */
export const diversityOf = ({ groups, known }: Tally<unknown>): number | null =>
  known === 0 ? null : groups.size / known;

function largest<T>(
  { groups, known }: Tally<T>,
  max: number,
  min: number,
): { readonly of: T; readonly group: LargestGroup } | null {
  let top: readonly [T, number] | null = null;
  for (const group of groups) if (top === null || group[1] > top[1]) top = group;
  if (top === null) return null;
  const [of, count] = top;
  const share = count / known;
  const tooLarge = known >= MIN_FOR_SHARES && count >= min && share > max;
  return { of, group: { count, share, tooLarge } };
}

function organisation(peers: readonly JudgedPeer[], asn: number): string | null {
  return peers.find((peer) => asnOf(peer) === asn)?.location?.organisation ?? null;
}
