import { asObject, asText } from "../peers/read.ts";
import { EventRing } from "./eventRing.ts";
import type { AgentEvent } from "./events.ts";

/** Longest text of a client that is kept of an event, in characters. */
const MAX_REASON = 200;
/** Joins that wait for their peer's name at once; beyond that they are told without. */
const MAX_PENDING = 256;

/** Peers that are known, and those that have just left: more than any client has. The next list brings the rest. */
const MAX_KNOWN = 5000;

type About = Pick<AgentEvent, "name" | "inbound" | "remote">;
const NOTHING: About = { name: null, inbound: null, remote: null };

interface Known extends About {
  /** Milliseconds since 1970. */
  readonly joinedAt: number;
}

function about(peer: unknown): About {
  const object = asObject(peer);
  const network = asObject(object?.["network"]);
  const inbound = network?.["inbound"];
  return {
    name: asText(object?.["name"]),
    inbound: typeof inbound === "boolean" ? inbound : null,
    remote: asText(network?.["remoteAddress"], 64),
  };
}

function peerId(peer: unknown): string | null {
  return asText(asObject(peer)?.["id"]);
}

const iso = (at: number): string => new Date(at).toISOString();

/**
 * Turns what a client pushes of its peers, and its lists of them, into events. The push has the moment and the reason but
 * neither name nor direction: those are of a list, for which a join waits a little. A list also shows what the push missed.
 */
export class PeerFeed {
  readonly ring: EventRing;
  readonly #known = new Map<string, Known>();
  readonly #pending = new Map<string, Pick<Known, "joinedAt" | "remote">>();
  readonly #leftAt = new Map<string, number>();
  #listed = false;

  constructor(ring = new EventRing()) {
    this.ring = ring;
  }

  /** Whether a join waits for a list: one should be asked for. */
  get waiting(): boolean {
    return this.#pending.size > 0;
  }

  /** The client told that a peer has just joined. */
  joined(peer: string, remote: unknown, at: number): void {
    if (this.#pending.size >= MAX_PENDING) this.tellPending();
    this.#leftAt.delete(peer);
    this.#pending.set(peer, { joinedAt: at, remote: asText(remote, 64) });
  }

  /** The client told that a peer has left, and why. */
  left(peer: string, reason: unknown, remote: unknown, at: number): void {
    this.#tellJoin(peer, NOTHING);
    const { name, inbound, remote: listed } = this.#known.get(peer) ?? NOTHING;
    this.#known.delete(peer);
    if (this.#leftAt.size < MAX_KNOWN) this.#leftAt.set(peer, at);
    this.#push("leave", "event", peer, at, {
      name,
      inbound,
      remote: asText(remote, 64) ?? listed,
      reason: asText(reason, MAX_REASON),
    });
  }

  /**
   * Takes a complete list of the peers. The first one after {@link reset} tells of no joins: who is on it was there before.
   *
   * @param startedAt when the list was asked for: what happened since then may or may not be in it
   */
  list(peers: readonly unknown[], startedAt: number): void {
    const listed = new Map(
      peers.slice(0, MAX_KNOWN).flatMap((peer) => {
        const id = peerId(peer);
        return id === null ? [] : [[id, about(peer)] as const];
      }),
    );
    for (const [id, facts] of listed) this.#see(id, facts, startedAt);
    for (const [id, { joinedAt, name, inbound, remote }] of this.#known) {
      if (listed.has(id) || joinedAt >= startedAt) continue;
      this.#known.delete(id);
      this.#push("leave", "poll", id, startedAt, { name, inbound, remote, reason: null });
    }
    for (const [id, { joinedAt }] of [...this.#pending])
      if (joinedAt < startedAt) this.#tellJoin(id, NOTHING);
    this.#leftAt.clear();
    this.#listed = true;
  }

  /** Tells the joins that wait, without what is not known: no list came. */
  tellPending(): void {
    for (const id of [...this.#pending.keys()]) this.#tellJoin(id, NOTHING);
  }

  /** Forgets the peers: the client is out of sight. What was told stays told. */
  reset(): void {
    this.tellPending();
    this.#known.clear();
    this.#leftAt.clear();
    this.#listed = false;
  }

  #see(id: string, facts: About, startedAt: number): void {
    // It left while the list was made: the push is right.
    if ((this.#leftAt.get(id) ?? -1) >= startedAt) return;
    if (this.#pending.has(id)) this.#tellJoin(id, facts);
    const known = this.#known.get(id);
    if (known === undefined && this.#listed)
      this.#push("join", "poll", id, startedAt, { ...facts, reason: null });
    this.#known.set(id, { ...facts, joinedAt: known?.joinedAt ?? startedAt });
  }

  #tellJoin(id: string, facts: About): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    const remote = facts.remote ?? pending.remote;
    if (this.#known.size < MAX_KNOWN)
      this.#known.set(id, { ...facts, remote, joinedAt: pending.joinedAt });
    this.#push("join", "event", id, pending.joinedAt, { ...facts, remote, reason: null });
  }

  #push(
    kind: AgentEvent["kind"],
    precision: AgentEvent["precision"],
    peer: string,
    at: number,
    facts: About & Pick<AgentEvent, "reason">,
  ): void {
    this.ring.push({ at: iso(at), kind, precision, peer, ...facts });
  }
}
