import type { ExposureReading } from "../exposure/reading.ts";
import type { PeerAddress } from "./address.ts";
import type { Client, ClientKind } from "./clientName.ts";
import type { DecodedRecord } from "./decodedRecord.ts";
import type { SincePrecision } from "./sessions.ts";
import type { Software } from "./software.ts";

/** Who opened the connection: `inbound` the peer, `outbound` the node; `unknown` when the client does not say. */
export type Direction = "inbound" | "outbound" | "unknown";

/** Where a peer's address is, by data that the monitor has with it: no address is ever asked for elsewhere. */
export interface PeerLocation {
  /** ISO 3166-1 alpha-2, such as `DE`; null when the data do not say. */
  readonly country: string | null;
  /** Number of the network (autonomous system) that announces the address; null when the data do not say. */
  readonly asn: number | null;
  /** Whose network that is. */
  readonly organisation: string | null;
}

/** The newest block that a peer of an execution client says it has, or the head's slot of a consensus client's peer. */
export type PeerHead = { readonly block: number } | { readonly slot: number };

/** What is known of a peer on either layer. */
interface PeerBase {
  /** The peer's id: 64 hexadecimal digits on the execution layer, a libp2p peer id on the consensus layer. */
  readonly id: string;
  readonly client: Client;
  /** What the peer's name says that its client runs on. */
  readonly software: Software;
  readonly direction: Direction;
  readonly address: PeerAddress | null;
  /** The address's /24, or /48 of IPv6, such as `198.51.100.0/24`; null without an address. */
  readonly subnet: string | null;
  /** Null when it is not known: no data, no address, or a private one. */
  readonly location: PeerLocation | null;
  /** The peer's node record; null when the client has none. */
  readonly enr: string | null;
  /** What the record says; null when there is none or it cannot be read. */
  readonly record: DecodedRecord | null;
  /** Null when the peer does not tell. */
  readonly head: PeerHead | null;
  /** Time of a round trip, milliseconds; null where no source has it. */
  readonly latencyMs: number | null;
  /** Where the latency is from, in plain words; null when there is none. */
  readonly latencySource: string | null;
  /** Begin of the session, ISO 8601, as well as it is known: see `sincePrecision`. */
  readonly since: string;
  readonly sincePrecision: SincePrecision;
}

/** One subprotocol that is spoken with a peer. */
export interface PeerProtocol {
  readonly name: string;
  /** `handshake` while the two sides have not agreed yet. */
  readonly state: "ready" | "handshake" | "unknown";
  readonly version: number | null;
  /** The blocks that the peer has, which only eth/69 and later tell. */
  readonly earliestBlock: number | null;
  readonly latestBlock: number | null;
}

/** A peer of an execution client. */
export interface ExecutionPeer extends PeerBase {
  readonly enode: string | null;
  readonly static: boolean;
  readonly trusted: boolean;
  /** What the peer offers, such as `eth/69`. */
  readonly capabilities: readonly string[];
  readonly protocols: readonly PeerProtocol[];
}

/** A peer of a consensus client. */
export interface ConsensusPeer extends PeerBase {
  /** The peer's score by the node's own reckoning; null when the client does not tell (ethereum/beacon-APIs#606). */
  readonly score: number | null;
  /** Where the score is from, in plain words; null when there is none. */
  readonly scoreSource: string | null;
  /** Why the node thinks less of the peer, in its own words; empty when it does not tell (same source). */
  readonly downscoreReasons?: readonly string[];
  /** Why the connection last ended; null when the client does not tell (same source). */
  readonly disconnectReason?: string | null;
}

/** How far an execution client is. */
export interface ExecutionSync {
  /** False also while a client that has caught up is still building its indexes. */
  readonly isSyncing: boolean;
  readonly currentBlock: number;
  readonly highestBlock: number;
}

/** One good reading of an execution client. */
export interface ExecutionData {
  /** When the client was asked, milliseconds since 1970. */
  readonly fetchedAt: number;
  readonly client: Client;
  readonly id: string | null;
  readonly enode: string | null;
  readonly enr: string | null;
  readonly chainId: number | null;
  readonly networkId: number | null;
  readonly genesis: string | null;
  readonly headBlock: number | null;
  readonly sync: ExecutionSync | null;
  /** What the agent found of both layers' exposure; null where the node is not exposed. */
  readonly exposure: ExposureReading | null;
  readonly peers: readonly ExecutionPeer[];
  /** Connected peers beside those, of which the client tells only how many they are. */
  readonly unlistedPeers: number;
  /** The number of connected peers by the client's own count, to compare with the list; null when it does not tell. */
  readonly reportedConnected?: number | null;
  /** Number of the agent's newest event that `peers` has in it; null or absent when not known. */
  readonly eventSeq?: number | null;
  /** What of the answer could not be used, in plain words. */
  readonly warnings: readonly string[];
}

/** How far a consensus client is. */
export interface ConsensusSync {
  readonly isSyncing: boolean;
  readonly isOptimistic: boolean | null;
  readonly elOffline: boolean | null;
  readonly headSlot: number;
  /** Slots between the head and the current slot. */
  readonly syncDistance: number | null;
}

/** How many connected peers are of which client, by a source that names no peer. */
export interface ClientCounts {
  /** Where that is from, in plain words. */
  readonly source: string;
  /** Clients with at least one peer. */
  readonly counts: Readonly<Partial<Record<ClientKind, number>>>;
}

/** One good reading of a consensus client. */
export interface ConsensusData {
  /** When the client was asked, milliseconds since 1970. */
  readonly fetchedAt: number;
  readonly client: Client;
  readonly peerId: string | null;
  readonly enr: string | null;
  readonly p2pAddresses: readonly string[];
  readonly discoveryAddresses: readonly string[];
  readonly sync: ConsensusSync | null;
  /** The number of connected peers by the client's own count, to compare with the list. */
  readonly reportedConnected: number | null;
  readonly peers: readonly ConsensusPeer[];
  /** What the client says of why peers left since the last reading, by peer id, where it does (ethereum/beacon-APIs#606). */
  readonly leaveReasons?: ReadonlyMap<string, string>;
  /** Peers by client where they do not tell it one by one; null when no source of that is set. */
  readonly clientCounts?: ClientCounts | null;
  /** Most peers that the client takes, by its own word; null when it does not tell. */
  readonly peerLimit?: number | null;
  /** What of the answers could not be had or used, in plain words. */
  readonly warnings: readonly string[];
}
