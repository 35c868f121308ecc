import { parseListen } from "../cli/listen.ts";
import { parseFlags } from "../cli/parse.ts";
import { exposureFlags, parseExposureFlags } from "../exposure/flags.ts";
import { withExposure } from "../exposure/source.ts";
import { closeServer, listen, stopSignal } from "../lifecycle.ts";
import { createLog } from "../log.ts";
import { BeaconClient } from "./askClients.ts";
import { ExecutionReader } from "./executionReader.ts";
import { HttpCaller } from "./httpCaller.ts";
import { JsonHttp } from "./jsonHttp.ts";
import { agentRoutes, createAgentServer } from "./server.ts";
import { preferSmallMemory } from "./smallProcess.ts";
import { parseSyncFlags, syncFlags } from "./syncFlags.ts";
import { SyncMemory } from "./syncMemory.ts";
import { SyncWatcher } from "./syncWatcher.ts";

/** Longest wait for one answer about the sync, in milliseconds. The kubelet's probe is not among those who wait. */
const TIMEOUT_MS = 3000;

/**
 * The `agent` command: reads the execution client beside it until told to stop.
 *
 * @returns the exit code
 */
export async function runAgent(args: readonly string[]): Promise<number> {
  const flags = parseFlags(args, {
    ipc: { type: "string", default: "/ipc/geth.ipc" },
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
  const reader = new ExecutionReader({ ipcPath: flags.ipc, log });
  const overHttp = flags.rpc === undefined ? null : new HttpCaller(flags.rpc, TIMEOUT_MS);
  const http = new JsonHttp({ timeoutMs: TIMEOUT_MS });
  const watcher =
    settings === null
      ? null
      : new SyncWatcher({
          execution: overHttp ?? reader,
          beacon: new BeaconClient(settings.beaconUrl, http),
          limits: settings.limits,
          revision: settings.revision,
          memory: new SyncMemory(settings.stateFolder, log),
          log,
        });
  await watcher?.load();
  const source = withExposure(reader, exposure, settings?.beaconUrl, http);
  const server = createAgentServer(agentRoutes(source, watcher));
  const { port } = await listen(server, address);
  const running = [reader.run(), watcher?.run()];
  log.info({ ipc: flags.ipc, rpc: flags.rpc, host: address.host, port }, "serving");
  log.info({ signal: await stop }, "stopping");
  reader.stop();
  watcher?.stop();
  http.close();
  overHttp?.close();
  await Promise.all([...running, closeServer(server)]);
  return 0;
}
