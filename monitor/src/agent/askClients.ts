import { readConsensusSync } from "../peers/consensusSync.ts";
import { asCount, asObject } from "../peers/read.ts";
import { IpcError } from "./ipcErrors.ts";
import { HttpFault, type JsonHttp } from "./jsonHttp.ts";
import type { AllowedMethod, CallParams, ExecutionCaller } from "./methods.ts";
import type { ConsensusSyncFacts, ExecutionSyncFacts } from "./syncReading.ts";

/** What one client said, and what of it could not be had, in plain words. */
export interface Asked<Facts> {
  readonly facts: Facts;
  /** Why something is not known; null when all was told. */
  readonly problem: string | null;
}

const message = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/**
 * Asks an execution client for what the verdict needs.
 *
 * `eth_syncing` is not asked: Geth answers false when it has never heard from a consensus client, and an object while only
 * its indexes are built, with the head at the tip (go-ethereum interfaces.go SyncProgress.Done, eth/api_backend.go).
 */
export async function askExecution(client: ExecutionCaller): Promise<Asked<ExecutionSyncFacts>> {
  const problems: string[] = [];
  let answers = false;
  const ask = async (method: AllowedMethod, params?: CallParams): Promise<unknown> => {
    try {
      const result = await client.call(method, params);
      answers = true;
      return result;
    } catch (error) {
      // An error for an answer is an answer: the process is there.
      answers ||= error instanceof IpcError && error.fault === "rpc";
      problems.push(message(error));
      return null;
    }
  };
  const [chainId, block, peers] = await Promise.all([
    ask("eth_chainId"),
    ask("eth_getBlockByNumber", ["latest", false]),
    ask("net_peerCount"),
  ]);
  const head = asObject(block);
  const headTimestamp = asCount(head?.["timestamp"]);
  return {
    facts: {
      answers,
      chainId: asCount(chainId),
      headBlock: asCount(head?.["number"]),
      headTimestamp,
      headAgeSeconds:
        headTimestamp === null ? null : Math.max(0, Math.round(Date.now() / 1000 - headTimestamp)),
      peers: asCount(peers),
    },
    problem: problems[0] ?? null,
  };
}

/** A consensus client's standard beacon API, of which the agent asks two questions. */
export class BeaconClient {
  readonly #url: string;
  readonly #http: JsonHttp;
  #genesisTime: number | null = null;

  /** @param url the beacon API, without a slash at its end */
  constructor(url: string, http: JsonHttp) {
    this.#url = url;
    this.#http = http;
  }

  /** Second of slot 0, Unix time; null as long as the client has not told it. It never changes, so it is asked once. */
  async genesisTime(): Promise<number | null> {
    this.#genesisTime ??= await this.#http.ask(`${this.#url}/eth/v1/beacon/genesis`).then(
      ({ status, body }) =>
        status === 200 ? asCount(asObject(asObject(body)?.["data"])?.["genesis_time"]) : null,
      () => null,
    );
    return this.#genesisTime;
  }

  /** Asks for the sync: https://ethereum.github.io/beacon-APIs/#/Node/getSyncingStatus */
  async ask(): Promise<Asked<ConsensusSyncFacts>> {
    const none = {
      isSyncing: null,
      isOptimistic: null,
      elOffline: null,
      headSlot: null,
      syncDistance: null,
    };
    try {
      const { status, body } = await this.#http.ask(`${this.#url}/eth/v1/node/syncing`);
      const sync = status === 200 ? readConsensusSync(asObject(body)?.["data"]) : null;
      return sync === null
        ? {
            facts: { answers: true, ...none },
            problem: `/eth/v1/node/syncing: status ${status}, no state of the sync`,
          }
        : { facts: { answers: true, ...sync }, problem: null };
    } catch (error) {
      if (!(error instanceof HttpFault)) throw error;
      return { facts: { answers: false, ...none }, problem: error.message };
    }
  }
}
