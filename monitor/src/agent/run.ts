import type { Logger } from "pino";

import { parseListen } from "../cli/listen.ts";
import { parseFlags } from "../cli/parse.ts";
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
import { agentRoutes, createAgentServer, type ReadingSource } from "./server.ts";
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
  /** Keeps the way open until {@link stop}. */
  readonly run: () => Promise<void>;
  readonly stop: () => void;
}

function overSocket(ipcPath = "/ipc/geth.ipc", log: Logger): Client {
  const reader = new ExecutionReader({ ipcPath, log });
  return {
    caller: reader,
    reader,
    events: reader.events,
    run: () => reader.run(),
    stop: () => {
      reader.stop();
    },
  };
}

function overHttp(url: string): Client {
  const caller = new HttpCaller(url, TIMEOUT_MS);
  return {
    caller,
    reader: new HttpReader(caller),
    events: null,
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
    ...syncFlags,
    ...exposureFlags,
  });
  const address = parseListen(flags.listen);
  const settings = parseSyncFlags(flags);
  const exposure = parseExposureFlags(flags);
  preferSmallMemory();
  const stop = stopSignal();
  const log = createLog("agent");
  const client = flags.rpc === undefined ? overSocket(flags.ipc, log) : overHttp(flags.rpc);
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
  const server = createAgentServer(agentRoutes(source, watcher, client.events));
  const { port } = await listen(server, address);
  const running = [client.run(), watcher?.run()];
  log.info({ ipc: flags.ipc, rpc: flags.rpc, host: address.host, port }, "serving");
  log.info({ signal: await stop }, "stopping");
  client.stop();
  watcher?.stop();
  http.close();
  await Promise.all([...running, closeServer(server)]);
  return 0;
}
