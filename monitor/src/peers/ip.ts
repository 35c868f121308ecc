import { isIPv6 } from "node:net";

/** The eight groups of an IPv6 address; eight zeros for text that is none. */
export function ipv6Groups(ip: string): readonly number[] {
  if (!isIPv6(ip) || ip.includes("%")) return new Array<number>(8).fill(0);
  // The URL standard writes every IPv6 address one way: shortened, lower case, no dotted end.
  const written = new URL(`http://[${ip}]`).hostname.slice(1, -1);
  const [head = "", tail] = written.split("::");
  const groups = (text: string) =>
    text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
  const before = groups(head);
  const after = groups(tail ?? "");
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** The address itself, and of an IPv4 address written as IPv6 (`::ffff:192.0.2.1`) the IPv4 address. */
export function plainAddress(ip: string): string {
  if (!/^::ffff:/i.test(ip)) return ip;
  const [high = 0, low = 0] = ipv6Groups(ip).slice(6);
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}
