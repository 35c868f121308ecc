import type { ClientKind } from "./clientName.ts";
import type { Direction } from "./model.ts";

/** Peers by direction. */
export type Counts = Readonly<Record<Direction | "total", number>>;

/** What is counted of a reading. */
export interface Tally {
  readonly counts: Counts;
  /** Peers by client, of those clients that are there. */
  readonly clients: ReadonlyMap<ClientKind, number>;
  /** Peers by country; null: not known. */
  readonly countries: ReadonlyMap<string | null, number>;
  /** Peers by what they offer. */
  readonly capabilities: ReadonlyMap<readonly string[], number>;
}

/** What a tally is of. */
export interface Counted {
  readonly peers: readonly {
    readonly direction: Direction;
    readonly client: { readonly kind: ClientKind };
    readonly location: { readonly country: string | null } | null;
    readonly capabilities?: readonly string[];
  }[];
  /** Default: none. */
  readonly unlistedPeers?: number;
}

/** Counts peers by direction. Of those that the client does not list, the direction is unknown. */
export function countPeers({
  peers,
  unlistedPeers = 0,
}: {
  readonly peers: readonly { readonly direction: Direction }[];
  /** Default: none. */
  readonly unlistedPeers?: number;
}): Counts {
  const total = peers.length + unlistedPeers;
  const counts = { inbound: 0, outbound: 0, unknown: unlistedPeers, total };
  for (const { direction } of peers) counts[direction]++;
  return counts;
}

const made = new WeakMap<Counted, Tally>();

/**
 * Counts the peers of a reading, once: a reading does not change.
 *
 * @param same the same reading, of which it is counted or was. Default: the reading itself
 */
export function tallyOf(data: Counted, same: Counted = data): Tally {
  const known = made.get(data);
  if (known !== undefined) return known;
  const tally = made.get(same) ?? count(same);
  made.set(data, tally);
  return tally;
}

function count(data: Counted): Tally {
  const { peers, unlistedPeers = 0 } = data;
  const clients = new Map<ClientKind, number>(
    unlistedPeers === 0 ? [] : [["unknown", unlistedPeers]],
  );
  const countries = new Map<string | null, number>();
  const capabilities = new Map<readonly string[], number>();
  for (const { client, location, capabilities: offered } of peers) {
    add(clients, client.kind);
    add(countries, location?.country ?? null);
    if (offered !== undefined) add(capabilities, offered);
  }
  return { counts: countPeers({ peers, unlistedPeers }), clients, countries, capabilities };
}

const add = <K>(map: Map<K, number>, key: K): void => {
  map.set(key, (map.get(key) ?? 0) + 1);
};
