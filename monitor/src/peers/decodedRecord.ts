/** A fork of an execution client's chain, as EIP-2124 names it. */
export interface ForkId {
  /** Checksum of genesis and all forks passed, such as `0xfc64ec04`. */
  readonly hash: string;
  /** Block or time of the next fork that is known; null: none. */
  readonly next: number | null;
}

/** What a node record says beyond where its node is. Null: it does not say. Its signature is not verified. */
export interface DecodedRecord {
  readonly seq: number;
  /** The node's id in discovery, 64 hexadecimal digits. */
  readonly nodeId: string | null;
  /** Fork and network of a consensus client, such as `0x6a95a1a9`. */
  readonly forkDigest: string | null;
  readonly forkId: ForkId | null;
  /** Attestation subnets that the node has subscribed to for long, 0 to 63. */
  readonly attestationSubnets: readonly number[] | null;
  /** Sync committee subnets, 0 to 3. */
  readonly syncSubnets: readonly number[] | null;
  /** Custody groups that the node keeps, 0 to 128. */
  readonly custodyGroupCount: number | null;
  readonly quicPort: number | null;
}
