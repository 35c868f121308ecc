import { BlockList, isIP, isIPv4 } from "node:net";

/**
 * IPv4 ranges that nobody on the internet can be dialled at: this network, private, carriers' NAT, loopback, link-local,
 * protocol assignments, documentation, benchmarks, multicast, reserved.
 *
 * Source: the IANA IPv4 Special-Purpose Address Registry (RFC 6890), RFC 5771 (multicast).
 */
const NOT_GLOBAL: readonly (readonly [network: string, bits: number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

const notGlobal = new BlockList();
for (const [network, bits] of NOT_GLOBAL) notGlobal.addSubnet(network, bits, "ipv4");

/**
 * IPv6: all of the global unicast space is 2000::/3. In it Teredo, documentation and 6to4 are nobody's own addresses.
 *
 * Source: the IANA IPv6 Global Unicast and Special-Purpose Address Registries (RFC 4291, RFC 6890, RFC 9637).
 */
const UNICAST = new BlockList();
UNICAST.addSubnet("2000::", 3, "ipv6");
const NOT_OWN: readonly (readonly [network: string, bits: number])[] = [
  ["2001::", 32],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];
for (const [network, bits] of NOT_OWN) notGlobal.addSubnet(network, bits, "ipv6");

/** Whether an address of either family is one on the internet. */
export function isPublic(address: string): boolean {
  if (isIP(address) !== 6) return isGlobal(address);
  return UNICAST.check(address, "ipv6") && !notGlobal.check(address, "ipv6");
}

/** Whether an address is an IPv4 address that peers on the internet can dial. */
export function isGlobal(address: string): boolean {
  return isIPv4(address) && !notGlobal.check(address);
}
