import { z } from "zod";

import type { NodeAnswer } from "../serve/view.ts";
import type { Snapshot } from "../serve/snapshot.ts";
import { diversity, health, judgement } from "./judgementSchema.ts";
import { consensusPeer, executionPeer } from "./peerSchema.ts";
import { client, clientKind, count, list, ofLayers, time } from "./shared.ts";

const counts = z.object({ inbound: count, outbound: count, unknown: count, total: count });

const status = {
  state: z.enum(["up", "down", "starting"]),
  ageSeconds: z.number().nullable().describe("since the last good answer; lastSuccess is exact"),
  lastSuccess: time.nullable(),
  lastError: z.string().nullable(),
  counts: counts.nullable().describe("null unless up"),
  lastKnownCounts: counts.nullable(),
  peerLimit: count.nullable(),
  exposedBy: z.enum(["none", "nodePort", "hostPort", "loadBalancer"]).nullable(),
  client: client.nullable(),
  enr: z.string().nullable(),
  reportedConnected: count.nullable(),
  warnings: list(z.string()),
};

const execution = z.object({
  ...status,
  id: z.string().nullable(),
  enode: z.string().nullable(),
  chainId: z.number().nullable(),
  networkId: z.number().nullable(),
  genesis: z.string().nullable(),
  headBlock: z.number().nullable(),
  sync: z
    .object({ isSyncing: z.boolean(), currentBlock: z.number(), highestBlock: z.number() })
    .nullable(),
  peers: list(executionPeer),
});

const consensus = z.object({
  ...status,
  peerId: z.string().nullable(),
  p2pAddresses: list(z.string()).nullable(),
  discoveryAddresses: list(z.string()).nullable(),
  sync: z
    .object({
      isSyncing: z.boolean(),
      isOptimistic: z.boolean().nullable(),
      elOffline: z.boolean().nullable(),
      headSlot: z.number(),
      syncDistance: z.number().nullable(),
    })
    .nullable(),
  clientCounts: z
    .object({ source: z.string(), counts: z.partialRecord(clientKind, count) })
    .nullable(),
  peers: list(consensusPeer),
});

const exposure = z.object({
  announced: z.string().nullable(),
  problems: list(z.string()),
  unchecked: z.string().nullable(),
});

const node = z.object({
  name: z.string(),
  network: z.string(),
  execution: execution.nullable(),
  consensus: consensus.nullable(),
  exposure: ofLayers(exposure).nullable(),
  sync: z
    .object({
      inSync: z.boolean(),
      reasons: list(z.string()),
      headTimestamp: z.number().nullable(),
      lastInSync: time.nullable(),
    })
    .nullable(),
  judgement,
});

const frame = {
  schema: z.literal(1),
  generatedAt: time,
  monitor: z.object({ version: z.string(), startedAt: time }),
  attributions: list(z.string()),
};

const peersOf = z.object({ inbound: count, outbound: count, total: count }).nullable();

/** What `/api/peers` answers: Snapshot of serve/snapshot.ts. */
export const snapshotSchema = z.object({
  ...frame,
  nodes: list(node),
  fleet: z.object({
    health,
    nodes: z.object({ up: count, down: count, starting: count }),
    peers: ofLayers(peersOf),
    diversity,
  }),
});

/** What `/api/nodes/NAME` answers. */
export const nodeSchema = z.object({ ...frame, node });

type Holds<T extends true> = T;
/** Does not compile when an answer is none of its schema. */
export type SchemasHold = [
  Holds<Snapshot extends z.infer<typeof snapshotSchema> ? true : false>,
  Holds<NodeAnswer extends z.infer<typeof nodeSchema> ? true : false>,
];
