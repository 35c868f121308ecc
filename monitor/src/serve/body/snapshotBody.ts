import { setImmediate as nextTurn } from "node:timers/promises";

import type { NodeOfFleet } from "../../judge/fleet.ts";
import type { NodeStatus } from "../snapshot.ts";
import type { FleetView, Frame } from "../view.ts";
import { joined, type Piece, pieceOf } from "./gzipPieces.ts";
import { packedNode } from "./packedNode.ts";

/** A node's text stands for this long when nothing is polled: it has ages in it. Milliseconds. */
const STANDS_MS = 1000;
/** No node's text is older than this, however large the fleet. Milliseconds. */
const OLDEST_MS = 15_000;
/** How long an answer may wait for texts to be made anew that are not yet that old. Milliseconds. */
const BUDGET_MS = 12;
/** After so long the polls have a turn. Milliseconds. */
const SLICE_MS = 6;
/** In fleets whose texts were not all made anew that goes on after an answer, by this much after each pause, for so long. */
const WARM_BUDGET_MS = 25;
const PAUSE_MS = 100;
const WARM_MS = 60_000;

interface Segment {
  readonly version: readonly unknown[];
  readonly madeAt: number;
  readonly piece: Piece;
  /** What the fleet is judged by, without the peers. */
  readonly summary: NodeOfFleet;
}

/**
 * The snapshot as JSON, made once for all who ask. Each node's part is made anew, and compressed, only when it changed:
 * a thousand nodes with 70 peers each are 70 MB, of which a poll changes 70 kB.
 */
export class SnapshotBody {
  readonly #view: FleetView;
  /** Null: all of it. */
  readonly #show: ((node: NodeStatus) => NodeStatus) | null;
  readonly #showFrame: (frame: Frame) => Frame;
  readonly #segments = new Map<string, Segment>();
  #running: Promise<void> | null = null;
  #askedAt = -Infinity;
  #warming: NodeJS.Timeout | null = null;

  /**
   * @param show what of a node is shown, such as its mask; default: all of it
   * @param showFrame the same of the rest
   */
  constructor(
    view: FleetView,
    show: ((node: NodeStatus) => NodeStatus) | null = null,
    showFrame: (frame: Frame) => Frame = (frame) => frame,
  ) {
    this.#view = view;
    this.#show = show;
    this.#showFrame = showFrame;
  }

  /** The snapshot's text in parts. A node's is as it was within the last second, in fleets of hundreds within fifteen. */
  async pieces(): Promise<readonly Piece[]> {
    this.#askedAt = performance.now();
    await this.#renewed(BUDGET_MS);
    const segments = this.#view.names.flatMap((name) => this.#segments.get(name) ?? []);
    const { schema, ...rest } = this.#showFrame(
      this.#view.frame(segments.map(({ summary }) => summary)),
    );
    return [
      pieceOf(`{"schema":${schema},"nodes":[`),
      ...segments.map(({ piece }) => piece),
      pieceOf(`],${JSON.stringify(rest).slice(1)}`),
    ];
  }

  /** One at a time: who asks meanwhile waits for the same. */
  #renewed(budgetMs: number): Promise<void> {
    return (this.#running ??= this.#renew(budgetMs).finally(() => {
      this.#running = null;
    }));
  }

  async #renew(budgetMs: number): Promise<void> {
    const startedAt = performance.now();
    const stale = this.#stale(startedAt);
    let slice = startedAt;
    let left = false;
    for (const name of stale) {
      const now = performance.now();
      const { madeAt = -Infinity } = this.#segments.get(name) ?? {};
      // The oldest are first: none of those that come after it has to be made either.
      if (now - startedAt > budgetMs && now - madeAt < OLDEST_MS) {
        left = true;
        break;
      }
      this.#make(name, now);
      if (performance.now() - slice > SLICE_MS) {
        await nextTurn();
        slice = performance.now();
      }
    }
    if (left) this.#keepWarm();
  }

  #stale(now: number): readonly string[] {
    const ages = this.#view.names.flatMap((name) => {
      const segment = this.#segments.get(name);
      if (segment === undefined) return [{ name, madeAt: -Infinity }];
      const version = this.#view.versionOf(name);
      const same = version.every((part, index) => part === segment.version[index]);
      return same && now - segment.madeAt < STANDS_MS ? [] : [{ name, madeAt: segment.madeAt }];
    });
    return ages.sort((a, b) => a.madeAt - b.madeAt).map(({ name }) => name);
  }

  #make(name: string, madeAt: number): void {
    const version = this.#view.versionOf(name);
    const comma = name === this.#view.names[0] ? "" : ",";
    const packed = this.#show === null ? (this.#view.takePacked?.(name) ?? null) : null;
    if (packed !== null) {
      const piece = joined(packedNode(comma, packed));
      this.#segments.set(name, { version, madeAt, piece, summary: summaryOf(packed.status) });
      return;
    }
    const status = this.#view.take(name);
    const piece = pieceOf(comma + JSON.stringify(this.#show?.(status) ?? status));
    this.#segments.set(name, { version, madeAt, piece, summary: summaryOf(status) });
  }

  #keepWarm(): void {
    if (this.#warming !== null || performance.now() - this.#askedAt > WARM_MS) return;
    this.#warming = setTimeout(() => {
      this.#warming = null;
      void this.#renewed(WARM_BUDGET_MS);
    }, PAUSE_MS);
    this.#warming.unref();
  }
}

/** Without the peers, whose lists would be kept after the next poll. */
function summaryOf({ name, judgement, execution, consensus }: NodeStatus): NodeOfFleet {
  const of = (layer: NodeStatus["execution"] | NodeStatus["consensus"]) =>
    layer === null ? null : { state: layer.state, counts: layer.counts };
  return { name, judgement, execution: of(execution), consensus: of(consensus) };
}
