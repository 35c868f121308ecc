import { setTimeout as sleep } from "node:timers/promises";

import { parseFlags } from "../cli/parse.ts";
import { Progress, seconds } from "../cli/progress.ts";
import { createLog } from "../log.ts";
import { stopSignal } from "../lifecycle.ts";
import { BeaconClient } from "../agent/askClients.ts";
import { JsonHttp } from "../agent/jsonHttp.ts";
import { awaitHeadFlags, readOptions } from "./options.ts";
import { behind } from "./judge.ts";

/** The exit codes beside 0 for there, 1 for what was not foreseen and 2 for wrong usage. */
export const exitCodes = { stopped: 4 } as const;

/** Pause between two questions, milliseconds: less than any network's slot. */
const pauseMs = 1000;
/** Longest time for one answer. */
const answerTimeoutMs = 5000;

/**
 * The `await-head` command: waits, however long it takes, until a beacon node has the newest blocks. Before a validator
 * client has begun they are of others: its own then go on from theirs.
 *
 * @returns the exit code
 */
export async function runAwaitHead(args: readonly string[]): Promise<number> {
  const { beaconUrl, slots } = readOptions(parseFlags(args, awaitHeadFlags));
  const log = createLog("await-head");
  const progress = new Progress(log);
  const beacon = new BeaconClient(beaconUrl, new JsonHttp({ timeoutMs: answerTimeoutMs }));
  const stop = new AbortController();
  void stopSignal().then(() => {
    stop.abort();
  });
  const started = performance.now();
  const waited = () => performance.now() - started;
  const expected = `a head of others' at most ${slots} slots old`;
  while (!stop.signal.aborted) {
    const missing = behind(await beacon.ask(), slots);
    if (missing === undefined) {
      log.info({ waitedSeconds: seconds(waited()) }, "the head is there");
      return 0;
    }
    progress.tell([missing], expected, waited());
    await sleep(pauseMs, undefined, { signal: stop.signal }).catch(() => undefined);
  }
  log.warn({ waitedSeconds: seconds(waited()) }, "told to stop before the head was there");
  return exitCodes.stopped;
}
