import type { ClientKind, Layer } from "../../peers/clientName.ts";
import type { Direction } from "../../peers/model.ts";
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
  /** Whether a reading has told who was there; before that a missing peer means nothing. */
  #based = false;

  constructor(node: string, layer: Layer, emit: (event: NewPeerEvent) => void) {
    this.#node = node;
    this.#layer = layer;
    this.#emit = emit;
  }

  /** Takes what the agent told. A join of a peer that a reading has already shown is no news, nor is such a leave. */
  told({ at, kind, precision, peer, reason, ...said }: Told): void {
    const known = this.#peers.get(peer);
    const news = kind === "join" ? known === undefined : known !== undefined || !this.#based;
    const about = merge(said, known ?? NOTHING);
    if (kind === "join") this.#peers.set(peer, about);
    else this.#peers.delete(peer);
    if (news) this.#say(kind, precision, at, peer, about, reason);
  }

  /**
   * Takes a reading.
   *
   * @param compare whether what it shows is news; else the agent will tell of it, and only what is known of each peer is kept
   */
  read(peers: readonly ListedPeer[], fetchedAt: number, compare: boolean): void {
    const listed = new Map(peers.map((peer) => [peer.id, peer]));
    const at = new Date(fetchedAt).toISOString();
    if (!this.#based) {
      this.#based = true;
      for (const [id, { client, direction, country, asn }] of listed)
        this.#peers.set(id, { client, direction, country, asn });
      return;
    }
    for (const [id, { client, direction, country, asn }] of listed) {
      const about = { client, direction, country, asn };
      const known = this.#peers.has(id);
      if (!known && compare) this.#say("join", "poll", at, id, about, null);
      if (known || compare) this.#peers.set(id, about);
    }
    if (!compare) return;
    for (const [id, about] of [...this.#peers]) {
      if (listed.has(id)) continue;
      this.#peers.delete(id);
      this.#say("leave", "poll", at, id, about, null);
    }
  }

  /** The layer went down, or came up again. What was known of its peers ends with that. */
  turned(kind: "down" | "up", reason: string | null): void {
    this.#peers.clear();
    this.#based = false;
    this.#say(kind, "poll", new Date().toISOString(), null, NOTHING, reason);
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
      at,
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

function merge(said: About, known: About): About {
  return {
    client: said.client ?? known.client,
    direction: said.direction ?? known.direction,
    country: said.country ?? known.country,
    asn: said.asn ?? known.asn,
  };
}
