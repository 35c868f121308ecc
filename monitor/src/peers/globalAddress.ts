import { BlockList, isIPv4 } from "node:net";

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

/** Whether an address is an IPv4 address that peers on the internet can dial. */
export function isGlobal(address: string): boolean {
  return isIPv4(address) && !notGlobal.check(address);
}
