import { memo } from "./memo.ts";
import { cleanText } from "./text.ts";

/** Execution clients that are told apart. A name that fits none is `other`, no name is `unknown`. */
export const EXECUTION_CLIENTS = [
  "geth",
  "nethermind",
  "besu",
  "erigon",
  "reth",
  "nimbus",
  "ethrex",
  "ethereumjs",
] as const;

/** Consensus clients that are told apart. A name that fits none is `other`, no name is `unknown`. */
export const CONSENSUS_CLIENTS = [
  "prysm",
  "lighthouse",
  "teku",
  "nimbus",
  "lodestar",
  "grandine",
  "caplin",
] as const;

/** Every value that a client's kind can have: a closed list, so it may be a metric label. */
export type ClientKind =
  (typeof EXECUTION_CLIENTS)[number] | (typeof CONSENSUS_CLIENTS)[number] | "other" | "unknown";

/** Which of a node's two clients, and so which of its two peer-to-peer networks. */
export type Layer = "execution" | "consensus";

/** What a client's name tells. */
export interface Client {
  readonly kind: ClientKind;
  /** Version without a leading v, such as `1.17.5-stable-2bd6bd01`; null when the name has none. */
  readonly version: string | null;
  /** True when the name is of a networking library that only suggests the client (`js-libp2p`). */
  readonly inferred: boolean;
  /** The name as the peer sent it, made safe to print. Chosen by a stranger: never a metric label. */
  readonly raw: string;
}

interface KnownName {
  readonly kind: ClientKind;
  readonly inferred?: true;
}

/** First segment of a name, in lower case. */
const EXECUTION_NAMES: Readonly<Record<string, KnownName>> = {
  geth: { kind: "geth" },
  nethermind: { kind: "nethermind" },
  besu: { kind: "besu" },
  erigon: { kind: "erigon" },
  reth: { kind: "reth" },
  "nimbus-eth1": { kind: "nimbus" },
  nimbusexecutionclient: { kind: "nimbus" },
  ethrex: { kind: "ethrex" },
  ethereumjs: { kind: "ethereumjs" },
};

const CONSENSUS_NAMES: Readonly<Record<string, KnownName>> = {
  prysm: { kind: "prysm" },
  lighthouse: { kind: "lighthouse" },
  teku: { kind: "teku" },
  nimbus: { kind: "nimbus" },
  "nim-libp2p": { kind: "nimbus", inferred: true },
  lodestar: { kind: "lodestar" },
  "js-libp2p": { kind: "lodestar", inferred: true },
  grandine: { kind: "grandine" },
  "rust-libp2p": { kind: "grandine", inferred: true },
  caplin: { kind: "caplin" },
};

/**
 * Other chains' clients keep Geth's name with versions of their own (`Geth/v1.1.8`). Geth itself speaks no protocol of today's
 * peers before 1.10.
 */
const OTHERS_GETH = /^(?:0|1\.\d)(?!\d)/;

const VERSION = /^v?(\d+\.\d+[0-9A-Za-z.+-]*)/;
const MAX_VERSION = 40;

function known(layer: Layer, segments: readonly string[]): KnownName {
  const first = segments[0]?.toLowerCase() ?? "";
  if (first === "") return { kind: "unknown" };
  // Erigon's consensus client calls itself erigon/caplin, formerly erigon/lightclient.
  if (layer === "consensus" && first === "erigon") return { kind: "caplin" };
  const names = layer === "execution" ? EXECUTION_NAMES : CONSENSUS_NAMES;
  return Object.hasOwn(names, first) ? (names[first] ?? { kind: "other" }) : { kind: "other" };
}

/**
 * Reads a client's name as peers announce it (`Geth/v1.17.5-stable/linux-amd64/go1.26.8`,
 * `teku/teku/v21.8.2/…`): the first segment says which client, the first segment that looks like a
 * version is the version, whatever stands between is the operator's own label.
 */
export function parseClient(layer: Layer, name: string): Client {
  const raw = cleanText(name);
  return clients[layer](raw);
}

// Of a thousand nodes' peers many have the same name: one object for all of them.
const clients: Readonly<Record<Layer, (raw: string) => Client>> = {
  execution: memo((raw) => readName("execution", raw)),
  consensus: memo((raw) => readName("consensus", raw)),
};

function readName(layer: Layer, raw: string): Client {
  const segments = raw.split("/");
  const { kind, inferred = false } = known(layer, segments);
  const version = segments
    .slice(1)
    .map((segment) => VERSION.exec(segment.trim())?.[1])
    .find((found) => found !== undefined);
  return {
    kind: kind === "geth" && OTHERS_GETH.test(version ?? "") ? "other" : kind,
    version: version?.slice(0, MAX_VERSION) ?? null,
    inferred,
    raw,
  };
}
