import { z } from "zod";

import { FetchError, type JsonFetcher } from "../serve/http.ts";

/** A block that ends an epoch: no honest node gives it up once it is final. */
export interface Checkpoint {
  readonly epoch: number;
  /** Root of the last block at or before the epoch's first slot: `0x` and 64 lower-case hexadecimal digits. */
  readonly root: string;
}

/** What the network is known to be, so that a beacon node of another one is noticed. */
export interface ChainFacts {
  /** Second of the first slot, Unix time. */
  readonly genesisTime: number;
  readonly slotsPerEpoch: number;
}

/** A beacon node did not say what was asked. The message says why in plain words. */
export class EndpointError extends Error {
  override readonly name = "EndpointError";
}

const decimal = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
const root = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/)
  .transform((text) => text.toLowerCase());
const genesisAnswer = z.object({ data: z.object({ genesis_time: decimal }) });
const finalityAnswer = z.object({
  data: z.object({ finalized: z.object({ epoch: decimal, root }) }),
});
const rootAnswer = z.object({ data: z.object({ root }) });

/** A slot without a block leaves the checkpoint at the block before. More than this many in a row have not been seen. */
const slotsBack = 8;

const noRoot = `0x${"0".repeat(64)}`;

/** One beacon node that serves finalized states: the three questions that Checkpointz, too, answers. */
export class CheckpointEndpoint {
  readonly url: string;
  readonly #fetcher: JsonFetcher;
  readonly #chain: ChainFacts;
  readonly #signal: AbortSignal;

  /**
   * @param url its base URL
   * @param signal ends every question
   */
  constructor(url: string, chain: ChainFacts, fetcher: JsonFetcher, signal: AbortSignal) {
    this.url = url.replace(/\/+$/, "");
    this.#chain = chain;
    this.#fetcher = fetcher;
    this.#signal = signal;
  }

  /**
   * Its finalized checkpoint.
   *
   * @throws {EndpointError} also where it is of another network, or has not finalized anything
   */
  async finalized(): Promise<Checkpoint> {
    const [genesis, finality] = await Promise.all([
      this.#ask("/eth/v1/beacon/genesis", genesisAnswer),
      this.#ask("/eth/v1/beacon/states/head/finality_checkpoints", finalityAnswer),
    ]);
    const came = genesis.data.genesis_time;
    if (came !== this.#chain.genesisTime) {
      const expected = this.#chain.genesisTime;
      throw new EndpointError(`another network: genesis time ${came} came, expected ${expected}`);
    }
    const { finalized } = finality.data;
    if (finalized.root === noRoot) throw new EndpointError("it has not finalized anything");
    return finalized;
  }

  /** The root that it has for an epoch's checkpoint; undefined where it does not tell. */
  async rootAt(epoch: number): Promise<string | undefined> {
    const first = epoch * this.#chain.slotsPerEpoch;
    for (let slot = first; slot >= Math.max(0, first - slotsBack); slot--) {
      try {
        return (await this.#ask(`/eth/v1/beacon/blocks/${slot}/root`, rootAnswer)).data.root;
      } catch (error) {
        if (!(error instanceof EndpointError)) throw error;
        if (!(error instanceof NotFoundError)) return undefined;
      }
    }
    return undefined;
  }

  async #ask<T>(path: string, form: z.ZodType<T>): Promise<T> {
    let answer;
    try {
      answer = await this.#fetcher.get(`${this.url}${path}`, this.#signal);
    } catch (error) {
      if (error instanceof FetchError) throw new EndpointError(`${path}: ${error.message}`);
      throw error;
    }
    const { status, body } = answer;
    if (status === 404) throw new NotFoundError(`${path}: status 404`);
    if (status !== 200) throw new EndpointError(`${path}: status ${status}, expected 200`);
    const read = form.safeParse(body);
    if (read.success) return read.data;
    const issue = read.error.issues[0];
    const where = issue?.path.join(".") ?? "";
    throw new EndpointError(`${path}: the answer's ${where} is ${issue?.message ?? "wrong"}`);
  }
}

class NotFoundError extends EndpointError {}
