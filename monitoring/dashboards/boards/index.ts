import type { Board } from "../board.ts";
import type { BoardName } from "../links.ts";
import { fleetBoard } from "./fleet.ts";
import { gethBoard } from "./geth.ts";
import { nodeBoard } from "./node.ts";
import { peersBoard } from "./peers.ts";
import { prysmBoard } from "./prysm.ts";
import { resourcesBoard } from "./resources.ts";
import { validatorsBoard } from "./validators.ts";

/** All boards, by name. */
export const boards: Readonly<Record<BoardName, () => Board>> = {
  fleet: fleetBoard,
  node: nodeBoard,
  geth: gethBoard,
  prysm: prysmBoard,
  peers: peersBoard,
  validators: validatorsBoard,
  resources: resourcesBoard,
};
