import type { PeerHead, PeerProtocol } from "./model.ts";

/** The newest block that an execution peer tells, which only peers of eth/69 and later do. */
export function executionHead(protocols: readonly PeerProtocol[]): PeerHead | null {
  const blocks = protocols.flatMap(({ name, latestBlock }) =>
    name === "eth" && latestBlock !== null ? [latestBlock] : [],
  );
  return blocks.length === 0 ? null : { block: Math.max(...blocks) };
}
