import { BlockList } from "node:net";

/**
 * IPv4 ranges that are never on the public internet: this network, private, carriers' NAT, loopback, link-local (where
 * clouds keep their metadata).
 *
 * Sources: RFC 1122, RFC 1918, RFC 6598, RFC 3927.
 */
export const privateRanges: readonly string[] = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
];

/** Those of them that machines and pods have: RFC 1918 and carriers' NAT, which some clouds hand out. */
export const localNetworks: readonly string[] = [
  "10.0.0.0/8",
  "100.64.0.0/10",
  "172.16.0.0/12",
  "192.168.0.0/16",
];

const privateAddresses = new BlockList();
for (const range of privateRanges) {
  const [network = "", bits] = range.split("/");
  privateAddresses.addSubnet(network, Number(bits), "ipv4");
}

/** Whether an IPv4 address cannot be dialled from the public internet. */
export function isPrivate(address: string): boolean {
  return privateAddresses.check(address);
}
