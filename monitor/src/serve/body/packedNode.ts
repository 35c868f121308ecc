import type { PackedStatus } from "../view.ts";
import { type Piece, pieceOf } from "./gzipPieces.ts";

interface WithPeers {
  readonly peers: readonly unknown[];
}

/**
 * A node as JSON, with the peers that are compressed already as they are.
 *
 * @param before text before it
 */
export function packedNode(before: string, { status, peers }: PackedStatus): readonly Piece[] {
  const { execution, consensus, ...rest } = status;
  return merged([
    `${before}{"execution":`,
    ...layer(execution, peers.execution),
    ',"consensus":',
    ...layer(consensus, peers.consensus),
    `,${JSON.stringify(rest).slice(1)}`,
  ]);
}

function layer(status: WithPeers | null, packed: Piece | null): readonly (string | Piece)[] {
  if (status === null) return ["null"];
  const rest = JSON.stringify({ ...status, peers: undefined });
  return [`${rest.slice(0, -1)},"peers":`, packed ?? "[]", "}"];
}

/** Texts in a row are compressed as one: each begin costs. */
function merged(parts: readonly (string | Piece)[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let text = "";
  for (const part of parts) {
    if (typeof part === "string") text += part;
    else {
      pieces.push(pieceOf(text), part);
      text = "";
    }
  }
  return [...pieces, pieceOf(text)];
}
