import { isIP } from "node:net";

import { isPublic } from "./globalAddress.ts";
import { ipv6Groups, plainAddress } from "./ip.ts";

/**
 * The network that an address most likely shares with its operator's others: the /24, or the /48 of IPv6, such as
 * `198.51.100.0/24`. Null for an address that is not on the internet: that a node's neighbours share one says nothing.
 */
export function subnetOf(ip: string): string | null {
  const address = plainAddress(ip);
  if (!isPublic(address)) return null;
  if (isIP(address) === 4) return `${address.split(".").slice(0, 3).join(".")}.0/24`;
  const groups = ipv6Groups(address).slice(0, 3);
  return `${groups.map((group) => group.toString(16)).join(":")}::/48`;
}
