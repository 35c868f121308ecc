import { access } from "node:fs/promises";

import { parseFlags } from "../cli/parse.ts";
import { setYamlKeys } from "../cli/yamlKeys.ts";
import { createLog } from "../log.ts";
import { JsonFetcher } from "../serve/http.ts";
import { agree, DisagreementError, NoQuorumError } from "./agree.ts";
import { CheckpointEndpoint } from "./answers.ts";
import { checkpointFlags, readOptions } from "./options.ts";
import { readRecord, writeRecord } from "./record.ts";

/** Longest time for one answer, milliseconds: a far endpoint under load takes seconds. */
const answerTimeoutMs = 10_000;

/** The exit codes beside 0 for agreed or not needed, 1 for what was not foreseen and 2 for wrong usage. */
export const exitCodes = { disagreement: 3, noQuorum: 4 } as const;

/**
 * The `checkpoint` command: before a consensus client fills an empty database, makes sure that several endpoints agree on
 * the finalized block that it will begin with, and writes the endpoint into the client's configuration file.
 *
 * @returns the exit code
 */
export async function runCheckpoint(args: readonly string[]): Promise<number> {
  const options = readOptions(parseFlags(args, checkpointFlags));
  const log = createLog("checkpoint");
  if (await exists(options.database)) {
    // A first sync that was cut short goes on with what was agreed on then; a client that is past it reads no endpoint.
    const record = await readRecord(options.record);
    await setYamlKeys(options.config, endpointKeys(record?.url));
    log.info(
      { database: options.database, epoch: record?.epoch, root: record?.root },
      "the database exists: nobody is asked",
    );
    return 0;
  }
  // One signal for all: the whole has to end in time, however many endpoints are silent.
  const signal = AbortSignal.timeout(options.timeoutSeconds * 1000);
  const fetcher = new JsonFetcher(Math.min(answerTimeoutMs, options.timeoutSeconds * 1000));
  try {
    const endpoints = options.endpoints.map(
      (url) => new CheckpointEndpoint(url, options.chain, fetcher, signal),
    );
    const agreement = await agree(endpoints, options.quorum, options.pinned, log);
    await writeRecord(options.record, agreement);
    await setYamlKeys(options.config, endpointKeys(agreement.url));
    log.info({ ...agreement }, "the endpoints agree");
    return 0;
  } catch (error) {
    if (error instanceof DisagreementError) {
      log.error({ answers: error.answers }, error.message);
      return exitCodes.disagreement;
    }
    if (error instanceof NoQuorumError) {
      log.error({ quorum: options.quorum }, error.message);
      return exitCodes.noQuorum;
    }
    throw error;
  } finally {
    fetcher.close();
  }
}

/** Prysm's flags. Source: Prysm v7.0.0 cmd/beacon-chain/sync/checkpoint, cmd/beacon-chain/genesis. */
const endpointKeys = (url: string | undefined) => ({
  "checkpoint-sync-url": url,
  "genesis-beacon-api-url": url,
});

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
