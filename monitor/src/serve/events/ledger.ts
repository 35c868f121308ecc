import type { ClientKind, Layer } from "../../peers/clientName.ts";
import type { Direction } from "../../peers/model.ts";
import { dropReason } from "./reason.ts";
import type { EventKind, EventPrecision, NewPeerEvent } from "./event.ts";

/** What an event says of a peer. Null: not known. */
export interface About {
  readonly client: ClientKind | null;
  readonly direction: Direction | null;
  readonly country: string | null;
  readonly asn: number | null;
}

/** A peer of a reading. */
export interface ListedPeer extends About {
  readonly id: string;
}

/** A peer that the agent says has come or gone. */
export interface Told extends About {
  readonly at: string;
  readonly kind: "join" | "leave";
  readonly precision: EventPrecision;
  readonly peer: string;
  readonly reason: string | null;
}

/** Peers whose coming or going a reading has shown that are remembered. */
const MAX_SHOWN = 4000;

/** Peers that are remembered: more than are read of a list, and any client has. An agent may tell of as many as it likes. */
const MAX_KNOWN = 4000;

const NOTHING: About = { client: null, direction: null, country: null, asn: null };

/**
 * Who is connected to one layer of a node, as far as was told, and so what is news. What an agent tells and what two
 * readings show are told apart by it, so nothing is told twice.
 */
export class Ledger {
  readonly #node: string;
  readonly #layer: Layer;
  readonly #emit: (event: NewPeerEvent) => void;
  #peers = new Map<string, About>();
  /** Moment of the last reading by which it is known who is there; -1 before there was one. Milliseconds since 1970. */
  #readAt = -1;
  /** Of which peers a reading has shown that they came or went, and that reading's moment. */
  readonly #shown = new Map<string, number>();

  constructor(node: string, layer: Layer, emit: (event: NewPeerEvent) => void) {
    this.#node = node;
    this.#layer = layer;
    this.#emit = emit;
  }

  /**
   * Takes what the agent told. It is no news when a reading of a later moment has shown it already, which happens when the
   * agent's events were out of reach for a while; both moments are of the agent's clock.
   */
  told({ at, kind, precision, peer, reason, ...said }: Told): void {
    const moment = Date.parse(at);
    if (moment <= (this.#shown.get(peer) ?? -1)) return;
    const about = merge(said, this.#peers.get(peer) ?? NOTHING);
    if (moment > this.#readAt) {
      if (kind === "leave") this.#peers.delete(peer);
      else if (this.#peers.size < MAX_KNOWN) this.#peers.set(peer, about);
    }
    this.#say(kind, precision, at, peer, about, reason);
  }

  /**
   * Takes a reading.
   *
   * @param reasons what is known of why peers left, by id
   * @param compare whether what it shows is news; else the agent will tell of it, and only what is known of each peer is kept
   */
  read(
    peers: readonly ListedPeer[],
    fetchedAt: number,
    compare: boolean,
    reasons: ReadonlyMap<string, string> = new Map(),
  ): void {
    const listed = new Map(peers.map((peer) => [peer.id, peer]));
    const at = new Date(fetchedAt).toISOString();
    if (this.#readAt === -1) {
      this.#readAt = fetchedAt;
      for (const [id, { client, direction, country, asn }] of listed)
        this.#peers.set(id, { client, direction, country, asn });
      return;
    }
    for (const [id, { client, direction, country, asn }] of listed) {
      const about = { client, direction, country, asn };
      const known = this.#peers.get(id);
      if (known === undefined && compare) this.#show("join", at, id, about);
      if (known === undefined ? compare : !isSame(known, about)) this.#peers.set(id, about);
    }
    if (!compare) return;
    this.#readAt = fetchedAt;
    for (const [id, about] of [...this.#peers]) {
      if (listed.has(id)) continue;
      this.#peers.delete(id);
      this.#show("leave", at, id, about, dropReason(reasons.get(id)));
    }
  }

  /** The layer went down, or came up again. What was known of its peers ends with that. */
  turned(kind: "down" | "up", reason: string | null): void {
    this.#peers.clear();
    this.#readAt = -1;
    this.#say(kind, "poll", new Date().toISOString(), null, NOTHING, reason);
  }

  #show(
    kind: "join" | "leave",
    at: string,
    id: string,
    about: About,
    reason: string | null = null,
  ): void {
    // Only an agent that comes back can tell of them again, and it keeps no more than this.
    if (this.#shown.size >= MAX_SHOWN) this.#shown.clear();
    this.#shown.set(id, Date.parse(at));
    this.#say(kind, "poll", at, id, about, reason);
  }

  #say(
    kind: EventKind,
    precision: EventPrecision,
    at: string,
    peer: string | null,
    about: About,
    reason: string | null,
  ): void {
    const { client, direction, country, asn } = about;
    const [node, layer] = [this.#node, this.#layer];
    this.#emit({
      // An agent whose clock is ahead tells of the future, which no retention would ever reach.
      at: Date.parse(at) > Date.now() ? new Date().toISOString() : at,
      node,
      layer,
      kind,
      precision,
      peer,
      client,
      direction,
      country,
      asn,
      reason,
    });
  }
}

const isSame = (a: About, b: About): boolean =>
  a.client === b.client &&
  a.direction === b.direction &&
  a.country === b.country &&
  a.asn === b.asn;

function merge(said: About, known: About): About {
  return {
    client: said.client ?? known.client,
    direction: said.direction ?? known.direction,
    country: said.country ?? known.country,
    asn: said.asn ?? known.asn,
  };
}
