import { isIP } from "node:net";

/** How a peer's connection is carried, where the address says so. */
export type Transport = "tcp" | "quic" | "udp";

/** Where a peer is connected from or to. An inbound peer's port is usually not the one it listens on. */
export interface PeerAddress {
  readonly ip: string;
  readonly port: number;
  readonly transport: Transport;
}

function port(text: string): number | null {
  if (!/^\d{1,5}$/.test(text)) return null;
  const value = Number(text);
  return value <= 65535 ? value : null;
}

/** Reads `192.0.2.1:30303` or `[2001:db8::1]:30303`, as `admin_peers` writes it; null for anything else. */
export function parseHostPort(text: string): PeerAddress | null {
  const match = /^(?:\[([0-9a-fA-F:.]{2,45})\]|([0-9.]{7,15})):(\d{1,5})$/.exec(text);
  if (match === null) return null;
  const ip = match[1] ?? match[2] ?? "";
  const number = port(match[3] ?? "");
  return isIP(ip) === 0 || number === null ? null : { ip, port: number, transport: "tcp" };
}

/**
 * Reads the part of a multiaddr that says where a libp2p peer is: `/ip4/192.0.2.1/tcp/13000`,
 * `/ip6/2001:db8::1/udp/13000/quic-v1`; null for anything else (DNS names, relays).
 */
export function parseMultiaddr(text: string): PeerAddress | null {
  const match =
    /^\/ip([46])\/([0-9a-fA-F:.]{2,45})\/(tcp|udp)\/(\d{1,5})(\/quic(?:-v1)?)?(?:\/|$)/.exec(text);
  if (match === null) return null;
  const [, family, ip = "", protocol, digits = "", quic] = match;
  const number = port(digits);
  if (isIP(ip) !== Number(family) || number === null) return null;
  const transport = protocol === "tcp" ? "tcp" : quic === undefined ? "udp" : "quic";
  return { ip, port: number, transport };
}

/** Writes an address as people read it: `192.0.2.1:30303`, `[2001:db8::1]:30303`. */
export function formatAddress(address: Pick<PeerAddress, "ip" | "port">): string {
  return address.ip.includes(":")
    ? `[${address.ip}]:${address.port}`
    : `${address.ip}:${address.port}`;
}
