import { bytesOf, type Piece, pieceOf } from "./body/gzipPieces.ts";
import { type Counted, tallyOf } from "../peers/tally.ts";

/** Nodes up to which peers are kept as they were read: what they take is little there, and to unpack them costs time. */
export const UNPACKED_NODES = 100;

const pieces = new WeakMap<object, Piece>();

/**
 * The reading with its peers compressed. A peer as it was read takes 3.6 kB of heap, packed 0.3 kB outside of it, and is asked
 * for once in many polls. What is counted of them is known without unpacking; who reads `peers` unpacks them, each time.
 */
export function packed<T extends Counted>(data: T): T {
  const { peers, ...rest } = data;
  const piece = pieceOf(JSON.stringify(peers));
  const kept = Object.defineProperty(rest, "peers", {
    enumerable: true,
    get: () => JSON.parse(bytesOf(piece).toString()) as T["peers"],
  }) as T;
  tallyOf(kept, data);
  pieces.set(kept, piece);
  return kept;
}

/** The packed peers of a reading, as JSON; null when it is not packed. */
export const packedPeersOf = (data: object): Piece | null => pieces.get(data) ?? null;
