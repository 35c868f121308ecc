import type { JudgedPeer, LayerFacts, NodeFacts } from "../../src/judge/facts.ts";

/** The time of these tests, milliseconds since 1970. */
export const NOW = Date.parse("2026-01-02T12:00:00.000Z");

/** So many seconds before {@link NOW}. */
export const ago = (seconds: number): number => NOW - seconds * 1000;

/** Peers that differ in id, /24, network and client, so that nothing is concentrated. */
export function peers(
  inbound: number,
  outbound: number,
  change: (index: number) => Partial<JudgedPeer> = () => ({}),
): JudgedPeer[] {
  const kinds = ["geth", "nethermind", "besu", "reth"] as const;
  return Array.from({ length: inbound + outbound }, (_, index) => ({
    id: `peer-${index}`,
    client: { kind: kinds[index % kinds.length] ?? "geth" },
    direction: index < inbound ? ("inbound" as const) : ("outbound" as const),
    address: { ip: `8.8.${index % 256}.1` },
    subnet: `8.8.${index % 256}.0/24`,
    location: { asn: 1000 + index, organisation: `Host ${index}` },
    ...change(index),
  }));
}

/** A layer that is well. */
export const layer = (change: Partial<LayerFacts> = {}): LayerFacts => ({
  state: "up",
  lastError: null,
  peers: peers(31, 16),
  unlisted: 0,
  reported: null,
  clientCounts: null,
  limit: 50,
  exposedBy: "nodePort",
  syncing: false,
  upSince: ago(86_400),
  hadPeers: true,
  noInboundSince: null,
  ...change,
});

/** A node of a public network that is well. */
export const node = (change: Partial<NodeFacts> = {}): NodeFacts => ({
  name: "node-0",
  publicNetwork: true,
  siblings: 0,
  execution: layer(),
  consensus: layer({ limit: 70 }),
  sync: null,
  exposure: null,
  churn: { joins: 12, leaves: 12, watchedSeconds: 3600 },
  restarts: [],
  columns: null,
  ...change,
});

/** The same of a private chain. */
export const privateNode = (change: Partial<NodeFacts> = {}): NodeFacts =>
  node({ publicNetwork: false, siblings: 1, ...change });
