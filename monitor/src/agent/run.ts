import { parseListen } from "../cli/listen.ts";
import { parseFlags } from "../cli/parse.ts";
import { closeServer, listen, stopSignal } from "../lifecycle.ts";
import { createLog } from "../log.ts";
import { ExecutionReader } from "./executionReader.ts";
import { createAgentServer } from "./server.ts";
import { preferSmallMemory } from "./smallProcess.ts";

/**
 * The `agent` command: reads the execution client beside it until told to stop.
 *
 * @returns the exit code
 */
export async function runAgent(args: readonly string[]): Promise<number> {
  const flags = parseFlags(args, {
    ipc: { type: "string", default: "/ipc/geth.ipc" },
    listen: { type: "string", default: "0.0.0.0:8601" },
  });
  const address = parseListen(flags.listen);
  preferSmallMemory();
  const stop = stopSignal();
  const log = createLog("agent");
  const reader = new ExecutionReader({ ipcPath: flags.ipc, log });
  const server = createAgentServer(reader);
  const { port } = await listen(server, address);
  const running = reader.run();
  log.info({ ipc: flags.ipc, host: address.host, port }, "serving");
  log.info({ signal: await stop }, "stopping");
  reader.stop();
  await Promise.all([running, closeServer(server)]);
  return 0;
}
