import { z } from "zod";

import { client, count, direction, list, time } from "./shared.ts";

const base = {
  id: z.string().describe("64 hexadecimal digits, or a libp2p peer id"),
  client,
  software: z.object({
    os: z.enum(["linux", "macos", "windows", "freebsd"]).nullable(),
    arch: z.enum(["amd64", "arm64", "386", "arm", "riscv64"]).nullable(),
    runtime: z.string().nullable(),
  }),
  direction,
  address: z
    .object({ ip: z.string(), port: count, transport: z.enum(["tcp", "quic", "udp"]) })
    .nullable()
    .describe("masked for the role viewer"),
  subnet: z.string().nullable().describe("/24 or /48; null for the role viewer"),
  location: z
    .object({
      country: z.string().nullable().describe("ISO 3166-1 alpha-2"),
      asn: z.number().nullable(),
      organisation: z.string().nullable(),
    })
    .nullable(),
  enr: z.string().nullable().describe("null for the role viewer"),
  record: z
    .object({
      seq: count,
      nodeId: z.string().nullable(),
      forkDigest: z.string().nullable(),
      forkId: z.object({ hash: z.string(), next: z.number().nullable() }).nullable(),
      attestationSubnets: list(count).nullable(),
      syncSubnets: list(count).nullable(),
      custodyGroupCount: count.nullable(),
      quicPort: count.nullable(),
    })
    .nullable(),
  head: z.union([z.object({ block: count }), z.object({ slot: count })]).nullable(),
  latencyMs: z.number().nullable(),
  latencySource: z.string().nullable(),
  since: time,
  sincePrecision: z
    .enum(["event", "poll", "atLeast"])
    .describe("known to the moment, to one poll, or begun by then"),
};

/** A peer of an execution client: ExecutionPeer of peers/model.ts. */
export const executionPeer = z.object({
  ...base,
  enode: z.string().nullable().describe("null for the role viewer"),
  static: z.boolean(),
  trusted: z.boolean(),
  capabilities: list(z.string()),
  protocols: list(
    z.object({
      name: z.string(),
      state: z.enum(["ready", "handshake", "unknown"]),
      version: z.number().nullable(),
      earliestBlock: z.number().nullable(),
      latestBlock: z.number().nullable(),
    }),
  ),
});

/** A peer of a consensus client: ConsensusPeer. */
export const consensusPeer = z.object({
  ...base,
  score: z.number().nullable(),
  scoreSource: z.string().nullable(),
  downscoreReasons: list(z.string()).optional(),
  disconnectReason: z.string().nullable().optional(),
});
