import { board, type Board } from "../board.ts";
import { chainRow } from "./geth/chain.ts";
import { databaseRow } from "./geth/database.ts";
import { poolRow } from "./geth/pool.ts";
import { processRow } from "./geth/process.ts";
import { rpcRow } from "./geth/rpc.ts";

/** What Geth says of itself. Its timers are in nanoseconds and begin anew at every scrape. */
export const gethBoard = (): Board =>
  board({
    name: "geth",
    title: "Geth",
    description:
      "The execution client from the inside: blocks, RPC, transactions, database, process",
    rows: [chainRow(), rpcRow(), databaseRow(), poolRow(), processRow()],
  });
