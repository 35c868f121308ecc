import { z } from "zod";
import * as value from "../values.ts";
import { nodeChain } from "./chain.ts";
import { nodeClients } from "./clients.ts";
import { nodeP2p } from "./p2p.ts";
import { only } from "./shared.ts";
import { nodeSizing } from "./sizing.ts";
import { nodeVolumes } from "./volumes.ts";

/** One EthereumNode: its name, and by topic what differs from the stack's own settings. */
const node = only("a node", {
  name: value.objectName,
  ...nodeChain,
  ...nodeClients,
  ...nodeP2p,
  ...nodeSizing,
  ...nodeVolumes,
});

export const nodesSettings = {
  nodes: z.array(node, "a list of nodes").min(1, "at least one node"),
};
