import { HttpFault, type JsonHttp } from "../agent/jsonHttp.ts";
import type { ExecutionReading, NoReading } from "../agent/reading.ts";
import type { ReadingSource } from "../agent/server.ts";
import { asObject } from "../peers/read.ts";
import { ExposureChecker } from "./checker.ts";
import type { ExposureSettings } from "./flags.ts";

/** Asks the consensus client for its identity: the `data` of `/eth/v1/node/identity`. */
export type AskIdentity = () => Promise<unknown>;

/** A reader whose readings also say whether the node is announced as it is exposed. */
export class ExposureSource implements ReadingSource {
  readonly #reader: ReadingSource;
  readonly #checker: ExposureChecker;
  readonly #askIdentity: AskIdentity;

  constructor(reader: ReadingSource, checker: ExposureChecker, askIdentity: AskIdentity) {
    this.#reader = reader;
    this.#checker = checker;
    this.#askIdentity = askIdentity;
  }

  async read(): Promise<ExecutionReading> {
    // Asked at the same time: the server that waits for both is short of patience.
    const asked = this.#askIdentity().catch((error: unknown) =>
      error instanceof Error ? error : new Error(String(error)),
    );
    const reading = await this.#reader.read();
    return { ...reading, exposure: this.#checker.check(reading.nodeInfo, await asked) };
  }

  noReading(error: unknown): NoReading {
    return this.#reader.noReading(error);
  }
}

/**
 * The reader with what the settings say of exposure; the reader itself where they say nothing.
 *
 * @param beaconUrl the consensus client's beacon API; undefined where the agent was not told of one
 */
export function withExposure(
  reader: ReadingSource,
  settings: ExposureSettings | null,
  beaconUrl: string | undefined,
  http: JsonHttp,
): ReadingSource {
  if (settings === null) return reader;
  return new ExposureSource(reader, new ExposureChecker(settings), async () => {
    if (beaconUrl === undefined) throw new HttpFault("the agent was not told of one");
    const { status, body } = await http.ask(`${beaconUrl}/eth/v1/node/identity`);
    if (status !== 200) throw new HttpFault(`/eth/v1/node/identity: status ${status}`);
    return asObject(body)?.["data"];
  });
}
