import type { Layer } from "../peers/clientName.ts";
import type { Direction } from "../peers/model.ts";
import type { EventKind, EventPrecision } from "../serve/events/event.ts";
import type { Counts } from "../peers/tally.ts";
import type { State } from "../serve/target.ts";

/*
 * The numbers that stand in the database for words of closed lists are the places in these. A new word goes to the end
 * of its list; no word ever moves.
 */
export const LAYERS: readonly Layer[] = ["execution", "consensus"];
export const KINDS: readonly EventKind[] = ["join", "leave", "down", "up"];
export const PRECISIONS: readonly EventPrecision[] = ["event", "poll"];
export const DIRECTIONS: readonly Direction[] = ["inbound", "outbound", "unknown"];

/** One good poll of one layer. */
export interface Sample {
  readonly node: string;
  readonly layer: Layer;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly inbound: number;
  readonly outbound: number;
  readonly unknown: number;
  readonly total: number;
}

/** What history takes of a layer; a part of a snapshot's. */
export interface PolledLayer {
  readonly state: State;
  readonly lastSuccess: string | null;
  readonly counts: Counts | null;
}

/** What history takes of a node; a part of a snapshot's. */
export interface PolledNode {
  readonly name: string;
  readonly execution: PolledLayer | null;
  readonly consensus: PolledLayer | null;
}

/** Takes the polls out of snapshots, each once, however many snapshots show it. */
export class PollSampler {
  readonly #taken = new Map<string, string>();

  /** The good polls that no snapshot before had. */
  take(nodes: readonly PolledNode[]): Sample[] {
    return nodes.flatMap((node) => LAYERS.flatMap((layer) => this.#layer(node, layer)));
  }

  #layer(node: PolledNode, layer: Layer): Sample[] {
    const status = node[layer];
    if (status?.state !== "up" || status.counts === null || status.lastSuccess === null) return [];
    const key = `${layer} ${node.name}`;
    if (this.#taken.get(key) === status.lastSuccess) return [];
    this.#taken.set(key, status.lastSuccess);
    return [{ node: node.name, layer, at: Date.parse(status.lastSuccess), ...status.counts }];
  }
}
