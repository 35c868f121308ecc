import { z } from "zod";

import type { ExecutionReading } from "../agent/reading.ts";
import type { ExposureReading, LayerExposure } from "../exposure/reading.ts";
import { parseClient } from "../peers/clientName.ts";
import {
  MAX_RECORD,
  readExecutionPeer,
  readExecutionSync,
  type Since,
} from "../peers/execution.ts";
import type { ExecutionData } from "../peers/model.ts";
import { asCount, asObject, asText, readList } from "../peers/read.ts";
import { cleanText } from "../peers/text.ts";
import { FetchError, type JsonFetcher } from "./http.ts";
import type { DecodeRecord } from "./recall.ts";
import { StartingError } from "./target.ts";

/** A moment, written one way: with digits without end of its own it would take as much memory as a client likes. */
const moment = z.iso.datetime().transform((text) => new Date(text).toISOString());

const session = z.object({
  since: moment,
  precision: z.enum(["event", "poll", "atLeast"]),
});

const layerExposure = z.object({
  announced: z.string().nullable(),
  problems: z.array(z.string()).max(8),
  unchecked: z.string().nullable(),
});

/** What the agent serves: see agent/reading.ts, of which only the outside is trusted. */
const reading = z.object({
  schema: z.literal(1),
  fetchedAt: moment,
  eventSeq: z.int().nonnegative().nullable().optional(),
  sessions: z.record(z.string(), session),
  nodeInfo: z.unknown(),
  chainId: z.unknown(),
  networkId: z.unknown(),
  headBlock: z.unknown(),
  syncing: z.unknown(),
  peers: z.array(z.unknown()),
  peerCount: z.unknown().optional(),
  reportedConnected: z.unknown().optional(),
  exposure: z.object({ execution: layerExposure, consensus: layerExposure }).optional(),
});

const noReading = z.object({
  schema: z.literal(1),
  state: z.enum(["starting", "down"]),
  error: z.string(),
});

/**
 * Turns a reading of the agent into the model.
 *
 * @param decode reads the peers' records; default: anew
 */
export function executionData(
  value: Omit<ExecutionReading, "sessionsFrom" | "exposure" | "eventSeq"> & {
    readonly exposure?: ExposureReading | undefined;
    readonly eventSeq?: number | null | undefined;
  },
  decode?: DecodeRecord,
): ExecutionData {
  const info = asObject(value.nodeInfo) ?? {};
  const eth = asObject(asObject(info["protocols"])?.["eth"]) ?? {};
  const headBlock = asCount(value.headBlock);
  const sinceOf = (id: string): Since => {
    const known = Object.hasOwn(value.sessions, id) ? value.sessions[id] : undefined;
    return {
      since: known?.since ?? value.fetchedAt,
      sincePrecision: known?.precision ?? "atLeast",
    };
  };
  const { peers, warnings } = readList(value.peers, (entry) =>
    readExecutionPeer(entry, sinceOf, decode),
  );
  return {
    fetchedAt: Date.parse(value.fetchedAt),
    client: parseClient("execution", typeof info["name"] === "string" ? info["name"] : ""),
    id: asText(info["id"]),
    enode: asText(info["enode"], MAX_RECORD),
    enr: asText(info["enr"], MAX_RECORD),
    chainId: asCount(value.chainId),
    networkId: asCount(value.networkId),
    genesis: asText(eth["genesis"]),
    headBlock,
    sync: readExecutionSync(value.syncing, headBlock),
    exposure: value.exposure === undefined ? null : cleanExposure(value.exposure),
    peers,
    reportedConnected: asCount(value.reportedConnected ?? value.peerCount),
    eventSeq: value.eventSeq ?? null,
    unlistedPeers: asCount(value.peerCount) ?? 0,
    warnings,
  };
}

/** Longest sentence that is kept: one may name several STUN servers and what each said. */
const MAX_SENTENCE = 400;

/** The sentences hold names and addresses that others chose. */
function cleanExposure({ execution, consensus }: ExposureReading): ExposureReading {
  const clean = ({ announced, problems, unchecked }: LayerExposure): LayerExposure => ({
    announced: asText(announced),
    problems: problems.map((text) => cleanText(text, MAX_SENTENCE)),
    unchecked: asText(unchecked, MAX_SENTENCE),
  });
  return { execution: clean(execution), consensus: clean(consensus) };
}

/**
 * Asks an agent for its reading.
 *
 * @param decode reads the peers' records; default: anew
 * @throws {StartingError} when the agent waits for its client to come up
 * @throws {FetchError} when the agent has no reading or none that can be used
 */
export async function readExecution(
  fetcher: JsonFetcher,
  agentUrl: string,
  signal: AbortSignal,
  decode?: DecodeRecord,
): Promise<ExecutionData> {
  const { status, body } = await fetcher.get(`${agentUrl}/v1/execution`, signal);
  if (status === 503) {
    const none = noReading.safeParse(body);
    if (none.success) {
      const why = cleanText(none.data.error);
      throw none.data.state === "starting" ? new StartingError(why) : new FetchError(why);
    }
  }
  if (status !== 200) throw new FetchError(`agent: status ${status}, expected 200`);
  const parsed = reading.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    // Below it are peers' ids, which are in no log.
    const path = issue?.path[0] === "sessions" ? ["sessions"] : issue?.path;
    throw new FetchError(
      cleanText(`agent: ${path?.join(".") ?? "answer"}: ${issue?.message ?? "not a reading"}`),
    );
  }
  return executionData(parsed.data, decode);
}
