import { AnswerClock } from "./answerClock.ts";
import type { AllowedMethod, ExecutionCaller } from "./methods.ts";
import type { ExecutionReading, NoReading } from "./reading.ts";

/**
 * Reads an execution client that has no socket for the agent. Over HTTP there is no `admin`, for it would be on the network
 * too: of the peers only their number is told.
 */
export class HttpReader {
  readonly #client: ExecutionCaller;
  readonly #clock = new AnswerClock();

  constructor(client: ExecutionCaller) {
    this.#client = client;
  }

  /**
   * The client's state now.
   *
   * @throws {IpcError} when the client cannot be asked or does not tell the number of its peers
   */
  async read(): Promise<ExecutionReading> {
    const askedAt = Date.now();
    const optional = (method: AllowedMethod) => this.#client.call(method).catch(() => null);
    const [peerCount, name, chainId, networkId, headBlock, syncing] = await Promise.all([
      this.#client.call("net_peerCount"),
      optional("web3_clientVersion"),
      optional("eth_chainId"),
      optional("net_version"),
      optional("eth_blockNumber"),
      optional("eth_syncing"),
    ]);
    this.#clock.answered(askedAt);
    return {
      schema: 1,
      fetchedAt: new Date(askedAt).toISOString(),
      sessionsFrom: "polls",
      sessions: {},
      nodeInfo: { name },
      chainId,
      networkId,
      headBlock,
      syncing,
      peers: [],
      peerCount,
    };
  }

  /** What to say when {@link read} failed with `error`. */
  noReading(error: unknown): NoReading {
    return this.#clock.noReading(error);
  }
}
