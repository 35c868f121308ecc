import type { Logger } from "pino";

import { httpUrl } from "../cli/httpUrl.ts";
import { parseListen } from "../cli/listen.ts";
import { parseFlags } from "../cli/parse.ts";
import { UsageError } from "../cli/usageError.ts";
import { exposureFlags, parseExposureFlags } from "../exposure/flags.ts";
import { closeServer, listen, stopSignal } from "../lifecycle.ts";
import { createLog } from "../log.ts";
import { BeaconClient } from "./askClients.ts";
import type { EventRing } from "./eventRing.ts";
import { ExecutionReader } from "./executionReader.ts";
import { HttpCaller } from "./httpCaller.ts";
import { HttpReader } from "./httpReader.ts";
import { JsonHttp } from "./jsonHttp.ts";
import type { ExecutionCaller } from "./methods.ts";
import {
  type ActionHandler,
  agentRoutes,
  createAgentServer,
  type ReadingSource,
} from "./server.ts";
import { preferSmallMemory } from "./smallProcess.ts";
import { parseSyncFlags, syncFlags } from "./syncFlags.ts";
import { SyncMemory } from "./syncMemory.ts";
import { SyncWatcher } from "./syncWatcher.ts";

/** Longest wait for one answer about the sync, in milliseconds. The kubelet's probe is not among those who wait. */
const TIMEOUT_MS = 3000;

/** An execution client, whatever the way to it. */
interface Client {
  readonly caller: ExecutionCaller;
  readonly reader: ReadingSource;
  /** Null where the client lists no peers, so that none is seen to come or go. */
  readonly events: EventRing | null;
  /** Null where actions are not allowed. */
  readonly actions: ActionHandler | null;
  /** Keeps the way open until {@link stop}. */
  readonly run: () => Promise<void>;
  readonly stop: () => void;
}

/** @param actionsTokenFile the file of the token by which actions are allowed; without one none are */
async function overSocket(
  ipcPath = "/ipc/geth.ipc",
  log: Logger,
  actionsTokenFile: string | undefined,
): Promise<Client> {
  const reader = new ExecutionReader({
    ipcPath,
    log,
    allowActions: actionsTokenFile !== undefined,
  });
  return {
    caller: reader,
    reader,
    events: reader.events,
    actions: actionsTokenFile === undefined ? null : await loadActions(actionsTokenFile, reader),
    run: () => reader.run(),
    stop: () => {
      reader.stop();
    },
  };
}

// Loaded only by an agent that may act.
async function loadActions(tokenFile: string, reader: ExecutionReader): Promise<ActionHandler> {
  const { readSharedToken } = await import("../actions/sharedToken.ts");
  const { actionHandler } = await import("./actionHandler.ts");
  const token = await readSharedToken(tokenFile).catch((error: unknown) => {
    throw new UsageError(`--actions-token-file: ${error instanceof Error ? error.message : ""}`);
  });
  return actionHandler(token, reader);
}

/** The file of the token that actions need, which must be allowed on their own; undefined when they are not. */
function actionsFlag(flags: {
  readonly "allow-actions": boolean;
  readonly "actions-token-file"?: string | undefined;
  readonly rpc?: string | undefined;
}): string | undefined {
  const file = flags["actions-token-file"];
  if (flags["allow-actions"] !== (file !== undefined))
    throw new UsageError(
      "--allow-actions, --actions-token-file: one came without the other, expected both or none",
    );
  if (file !== undefined && flags.rpc !== undefined)
    throw new UsageError("--allow-actions: came beside --rpc, expected --ipc");
  return file;
}

function overHttp(url: string): Client {
  const caller = new HttpCaller(url, TIMEOUT_MS);
  return {
    caller,
    reader: new HttpReader(caller),
    events: null,
    actions: null,
    run: () => Promise.resolve(),
    stop: () => {
      caller.close();
    },
  };
}

/**
 * The `agent` command: reads the execution client beside it until told to stop.
 *
 * @returns the exit code
 */
export async function runAgent(args: readonly string[]): Promise<number> {
  const flags = parseFlags(args, {
    ipc: { type: "string" },
    rpc: { type: "string" },
    listen: { type: "string", default: "0.0.0.0:8601" },
    "allow-actions": { type: "boolean", default: false },
    "actions-token-file": { type: "string" },
    ...syncFlags,
    ...exposureFlags,
  });
  const address = parseListen(flags.listen);
  const settings = parseSyncFlags(flags);
  const exposure = parseExposureFlags(flags);
  const actionsTokenFile = actionsFlag(flags);
  preferSmallMemory();
  const stop = stopSignal();
  const log = createLog("agent");
  const client =
    flags.rpc === undefined
      ? await overSocket(flags.ipc, log, actionsTokenFile)
      : overHttp(httpUrl("--rpc", flags.rpc, "such as http://node-0-besu:8545"));
  const http = new JsonHttp({ timeoutMs: TIMEOUT_MS });
  const watcher =
    settings === null
      ? null
      : new SyncWatcher({
          execution: client.caller,
          beacon: new BeaconClient(settings.beaconUrl, http),
          limits: settings.limits,
          revision: settings.revision,
          memory: new SyncMemory(settings.stateFolder, log),
          log,
        });
  await watcher?.load();
  // Loaded only where it is needed: STUN's sockets and keys are some MB.
  const source =
    exposure === null
      ? client.reader
      : (await import("../exposure/source.ts")).withExposure(
          client.reader,
          exposure,
          settings?.beaconUrl,
          http,
        );
  const server = createAgentServer(agentRoutes(source, watcher, client.events), client.actions);
  const { port } = await listen(server, address);
  const running = [client.run(), watcher?.run()];
  // A provider's key is in the path of its URL.
  const rpc = flags.rpc === undefined ? undefined : new URL(flags.rpc).origin;
  log.info({ ipc: flags.ipc, rpc, host: address.host, port }, "serving");
  log.info({ signal: await stop }, "stopping");
  client.stop();
  watcher?.stop();
  http.close();
  await Promise.all([...running, closeServer(server)]);
  return 0;
}
