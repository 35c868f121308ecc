import type { AllowedMethod } from "../../agent/methods.ts";
import type { ExecutionReading } from "../../agent/reading.ts";
import type { ExecutionData } from "../../peers/model.ts";
import { asCount, asObject, asText, MAX_PEERS } from "../../peers/read.ts";
import { SessionTracker } from "../../peers/sessions.ts";
import { FetchError, type JsonFetcher } from "../http.ts";
import { executionData } from "../readExecution.ts";
import type { DecodeRecord } from "../recall.ts";
import { RpcCaller, RpcRefusal } from "./rpcCaller.ts";

/** A client that refused a method is not asked for it again for this long, in milliseconds: it would be a line in its log each time. */
const REFUSED_MS = 10 * 60_000;

/** Says that the list of the peers is not known, only their number. */
export const UNLISTED =
  "the client does not serve admin_peers here: only the number of peers is known";

/** Reads an execution client that has no agent, at its JSON-RPC port. Joins and leaves are seen by comparing readings. */
export class RpcReader {
  readonly #caller: RpcCaller;
  readonly #sessions = new SessionTracker();
  readonly #refusedAt = new Map<AllowedMethod, number>();

  constructor(fetcher: Pick<JsonFetcher, "post">, rpcUrl: string) {
    this.#caller = new RpcCaller(fetcher, rpcUrl);
  }

  /**
   * One reading. Without `admin_peers` the number of the peers is known and the peers are not.
   *
   * @throws {FetchError} when not even the number of the peers can be had
   */
  async read(signal: AbortSignal, decode?: DecodeRecord): Promise<ExecutionData> {
    const startedAt = Date.now();
    try {
      return await this.#readNow(startedAt, signal, decode);
    } catch (error) {
      this.#sessions.reset();
      throw error;
    }
  }

  async #readNow(
    startedAt: number,
    signal: AbortSignal,
    decode: DecodeRecord | undefined,
  ): Promise<ExecutionData> {
    const optional = (method: AllowedMethod) => this.#optional(method, signal);
    const [list, count, nodeInfo, name, chainId, networkId, headBlock, syncing] = await Promise.all(
      [
        optional("admin_peers"),
        this.#caller.call("net_peerCount", signal).catch((error: unknown) => error),
        optional("admin_nodeInfo"),
        optional("web3_clientVersion"),
        optional("eth_chainId"),
        optional("net_version"),
        optional("eth_blockNumber"),
        optional("eth_syncing"),
      ],
    );
    const peers = Array.isArray(list) ? (list as readonly unknown[]) : null;
    if (peers === null && asCount(count) === null)
      throw count instanceof Error
        ? new FetchError(count.message)
        : new FetchError("net_peerCount: no number came");
    const data = executionData(
      {
        schema: 1,
        fetchedAt: new Date(startedAt).toISOString(),
        sessions: this.#track(peers, startedAt),
        nodeInfo: asObject(nodeInfo) ?? { name },
        chainId,
        networkId,
        headBlock,
        syncing,
        peers: peers ?? [],
        ...(peers === null ? { peerCount: count } : { reportedConnected: count }),
      },
      decode,
    );
    return peers === null ? { ...data, warnings: [UNLISTED, ...data.warnings] } : data;
  }

  /** The sessions as an agent tells them. */
  #track(peers: readonly unknown[] | null, startedAt: number): ExecutionReading["sessions"] {
    if (peers === null) {
      this.#sessions.reset();
      return {};
    }
    const kept = peers.slice(0, MAX_PEERS);
    const ids = kept.flatMap((peer) => asText(asObject(peer)?.["id"]) ?? []);
    this.#sessions.reconcile(ids, startedAt);
    const entries = ids.flatMap((id) => {
      const session = this.#sessions.get(id);
      if (session === undefined) return [];
      const { since, precision } = session;
      return [[id, { since: new Date(since).toISOString(), precision }] as const];
    });
    return Object.fromEntries(entries);
  }

  /** The answer, or null when there is none. What was refused is not asked for a while. */
  async #optional(method: AllowedMethod, signal: AbortSignal): Promise<unknown> {
    if (Date.now() - (this.#refusedAt.get(method) ?? -REFUSED_MS) < REFUSED_MS) return null;
    try {
      return await this.#caller.call(method, signal);
    } catch (error) {
      if (error instanceof RpcRefusal) this.#refusedAt.set(method, Date.now());
      return null;
    }
  }
}
