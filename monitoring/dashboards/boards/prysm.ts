import { board, type Board } from "../board.ts";
import { blocksRow } from "./prysm/blocks.ts";
import { chainRow } from "./prysm/chain.ts";
import { engineRow } from "./prysm/engine.ts";
import { processRow } from "./prysm/process.ts";

/** What Prysm's beacon node says of itself. */
export const prysmBoard = (): Board =>
  board({
    name: "prysm",
    title: "Prysm",
    description:
      "The consensus client from the inside: chain, blocks, engine calls, database, process",
    rows: [chainRow(), blocksRow(), engineRow(), processRow()],
  });
