import type { Layer } from "../peers/clientName.ts";

type OfLayers = Readonly<Record<Layer, number>>;

/** Peers that a client takes where the settings do not say. Source: Geth `--maxpeers`, Prysm `--p2p-max-peers`. */
export const DEFAULT_PEER_LIMIT: OfLayers = { execution: 50, consensus: 70 };

/**
 * Share of the limit that a client fills by calling others itself; the rest is kept for those that call it. Source: Geth
 * p2p/dial.go `defaultDialRatio` 3, so 16 of 50; Prysm's `inboundRatio` 0.8, so 14 of 70.
 */
export const DIALLED_SHARE: OfLayers = { execution: 1 / 3, consensus: 0.2 };

/** Fewer peers than these are too few on a public network. The alerts' own: `limits` in monitoring/limits.ts. */
export const FEW_PEERS: OfLayers = { execution: 5, consensus: 10 };

/**
 * Outbound peers below this share of those that a client would call are a loss that the total hides. Source:
 * OffchainLabs/prysm#14715, where outbound fell to zero while inbound looked fine.
 */
export const LOW_OUTBOUND_SHARE = 0.5;

/** A client that has just started has no peers yet, and that is no fault. Seconds, as the alerts on few peers wait. */
export const START_GRACE_SECONDS = 900;

/** Before a node is called closed: how long it is watched, and how long nobody called it. Seconds. */
export const CLOSED_AFTER = { watched: 3600, noInbound: 1800 } as const;

/** Below so many peers shares say nothing: one of three is a third. */
export const MIN_FOR_SHARES = 10;

/**
 * Lines of client diversity. A fault of a client with more than a third of the stake stops finality, with more than two
 * thirds it finalizes a wrong chain (clientdiversity.org).
 */
export const CLIENT_LINES = { oneThird: 1 / 3, twoThirds: 2 / 3 } as const;

/**
 * Shares of one network and of one /24 from which on who runs it sees and decides too much. Source: the eclipse attack
 * of Marcus et al. 2018; Geth's discovery table holds 10 of a /24 of some 270 at most.
 */
export const MAX_ASN_SHARE = 0.4;
export const MAX_SUBNET_SHARE = 0.1;

/** Two peers of one /24 happen by chance. */
export const MIN_SUBNET_PEERS = 3;

/** For so long after a restart the peers are looked at more closely: nodes are isolated then (arXiv 2601.16560). */
export const RESTART_WINDOW_SECONDS = 3600;

/** Outbound peers from which on the signs of an isolation say something: half of Geth's 16. */
export const MIN_RESTART_OUTBOUND = 8;

/** Share of never seen outbound peers of an attacked node. Source: arXiv 2601.16560, where 45 % became 95 %. */
export const NOVEL_SHARE = 0.95;

/** Different subnets by outbound peers below which they are bunched: honest ones have nearly one each. */
export const LOW_SPREAD = 0.7;

/** Minutes between two drops of Geth's own rotation, of a node that is full. Source: Geth eth/dropper.go, since 1.15.9. */
export const DROPPER_MINUTES = { shortest: 3, longest: 7 } as const;

/** Leaves above so many times the rotation's are not the rotation's. */
export const HIGH_CHURN_FACTOR = 3;

/** Shorter than this, an hour's churn is not to be told from it. Seconds. */
export const MIN_CHURN_SECONDS = 600;

/** Two counts of the same peers that are apart by more than this share, and by more than so many, disagree. */
export const DISAGREE_SHARE = 0.2;
export const DISAGREE_PEERS = 2;

/** From where on a score is of a band. */
export const BANDS = { good: 80, warning: 50 } as const;

/**
 * What each fault costs, of 100. One that leaves a node cut off makes it critical alone, one that wants a look makes
 * it a warning alone, the others do so together.
 */
export const COSTS = {
  layerDown: 60,
  noPeers: 55,
  notInSync: 30,
  fewPeers: 25,
  noOutbound: 25,
  lowOutbound: 10,
  noInbound: 25,
  /** Nobody can call it by the operator's own choice. */
  noInboundByChoice: 5,
  restart: 25,
  asnShare: 10,
  subnetShare: 10,
  exposure: 10,
  churn: 10,
  clientShare: 5,
  custody: 5,
  disagreement: 5,
} as const;
