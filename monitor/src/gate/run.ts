import { writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

import type { Logger } from "pino";

import { parseFlags } from "../cli/parse.ts";
import { Progress, seconds } from "../cli/progress.ts";
import { createLog } from "../log.ts";
import { stopSignal } from "../lifecycle.ts";
import { FetchError, JsonFetcher } from "../serve/http.ts";
import { connectProblem } from "./connect.ts";
import { GateJudge, type GateVerdict } from "./judge.ts";
import { failureMessage } from "./message.ts";
import { gateFlags, type GateOptions, readOptions } from "./options.ts";
import { readGate } from "./reading.ts";

/** The exit codes beside 0 for open, 1 for what was not foreseen and 2 for wrong usage. */
export const exitCodes = { notBack: 3, stopped: 4 } as const;

/** Pause between two questions, milliseconds: below the pause between two looks of the agent. */
const pauseMs = 1000;
/** Longest time for one answer. */
const answerTimeoutMs = 5000;

/**
 * The `gate` command: waits until a node that was upgraded is back, so that the next one may be upgraded.
 *
 * @returns the exit code
 */
export async function runGate(args: readonly string[]): Promise<number> {
  const options = readOptions(parseFlags(args, gateFlags));
  const log = createLog("gate").child({ node: options.node });
  const stop = new AbortController();
  void stopSignal().then(() => {
    stop.abort();
  });
  const fetcher = new JsonFetcher(answerTimeoutMs);
  try {
    return await pass(options, fetcher, stop.signal, log);
  } finally {
    fetcher.close();
  }
}

async function pass(
  options: GateOptions,
  fetcher: JsonFetcher,
  stop: AbortSignal,
  log: Logger,
): Promise<number> {
  const { revision, timeoutMs } = options;
  const judge = new GateJudge(options);
  const started = performance.now();
  const waited = () => performance.now() - started;
  const progress = new Progress(log);
  log.info({ agent: options.agentUrl, revision, timeoutSeconds: timeoutMs / 1000 }, "waiting");
  for (;;) {
    const verdict = await look(options, judge, fetcher, stop);
    if (stop.aborted) {
      log.warn({ waitedSeconds: seconds(waited()) }, "told to stop before the node was back");
      return exitCodes.stopped;
    }
    if (verdict.open) {
      log.info({ waitedSeconds: seconds(waited()), why: verdict.why }, "open");
      return 0;
    }
    progress.tell(verdict.missing, judge.expected, waited());
    if (waited() >= timeoutMs) {
      return await fail(options, failureMessage(options, verdict.missing, judge.expected), log);
    }
    await sleep(Math.min(pauseMs, timeoutMs - waited()), undefined, { signal: stop }).catch(
      () => undefined,
    );
  }
}

async function look(
  { agentUrl, rpc }: GateOptions,
  judge: GateJudge,
  fetcher: JsonFetcher,
  stop: AbortSignal,
): Promise<GateVerdict> {
  try {
    const verdict = judge.take(await readGate(fetcher, agentUrl, stop), Date.now());
    if (rpc === undefined || !verdict.open || !verdict.inSync) return verdict;
    // The agent knows some seconds before Kubernetes does. Were the next node stopped then, nobody would serve.
    const problem = await connectProblem(rpc, answerTimeoutMs);
    if (problem === undefined) return verdict;
    return { open: false, missing: [`its RPC Service leads to no ready pod yet: ${problem}`] };
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    return { open: false, missing: [`its agent does not answer: ${error.message}`] };
  }
}

/** Kubernetes shows the text of the file as the container's last word, and Pulumi shows what Kubernetes shows. */
async function fail({ messageFile }: GateOptions, message: string, log: Logger): Promise<number> {
  log.error(message);
  if (messageFile !== undefined) {
    await writeFile(messageFile, message).catch((error: unknown) => {
      log.warn({ messageFile, problem: String(error) }, "cannot write the message");
    });
  }
  return exitCodes.notBack;
}
