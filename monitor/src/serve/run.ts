import { createServer } from "node:http";

import { getRequestListener } from "@hono/node-server";

import { createActions } from "../actions/create.ts";
import { readSharedToken, SharedTokenError } from "../actions/sharedToken.ts";
import { preferSmallMemory } from "../agent/smallProcess.ts";
import { parseListen } from "../cli/listen.ts";
import { parseFlags } from "../cli/parse.ts";
import { openGeography } from "../geo/geography.ts";
import { openHistory } from "../history/open.ts";
import { recordFrom } from "../history/recorder.ts";
import { Judges } from "../judge/judges.ts";
import { closeServer, listen, stopSignal } from "../lifecycle.ts";
import { createLog } from "../log.ts";
import { monitorVersion } from "../version.ts";
import { createApp } from "./app.ts";
import { Access } from "./auth/access.ts";
import { assertGuarded } from "./auth/guarded.ts";
import { Collector } from "./collector.ts";
import { ConfigError } from "./config.ts";
import { createMetrics } from "./metrics.ts";
import { metricsByNode } from "./routes/metricsRoutes.ts";
import {
  describesNode,
  type FlagValues,
  SERVE_FLAGS,
  serveSettings,
  withEnvironment,
} from "./serveSettings.ts";
import { viewOf } from "./view.ts";

/** Polls that have ended, of all: whenever it grows, there is something new to see. */
function pollsOf(nodes: Collector["nodes"]): number {
  const targets = nodes.flatMap(({ execution, consensus }) => [execution, consensus]);
  return targets.reduce((sum, target) => {
    const { ok, failed } = target?.polls ?? { ok: 0, failed: 0 };
    return sum + ok + failed;
  }, 0);
}

/** Nodes up to which the optimising compilers save less CPU than their pages and output take of memory. */
const SMALL_FLEET = 3;

/** All that can be wrong with the settings is found before anything starts. */
async function readSettings(flags: FlagValues) {
  const config = await serveSettings(flags);
  const access = await Access.load(config.access);
  const sharedToken =
    config.actions === undefined ? null : await readSharedToken(config.actions.agentTokenFile);
  return { config, access, sharedToken };
}

/**
 * The `serve` command: collects from all nodes and serves what is known until told to stop.
 *
 * @returns the exit code
 */
export async function runServe(args: readonly string[]): Promise<number> {
  const flags = withEnvironment(parseFlags(args, SERVE_FLAGS), process.env);
  // Who starts it by hand has not said who may see it.
  const host = describesNode(flags) ? "127.0.0.1" : "0.0.0.0";
  const address = parseListen(flags.listen ?? `${host}:8600`);
  const log = createLog("serve");
  let settings: Awaited<ReturnType<typeof readSettings>>;
  try {
    settings = await readSettings(flags);
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof SharedTokenError)) throw error;
    process.stderr.write(`peer-monitor: ${error.message}\n`);
    return 2;
  }
  const { config, access, sharedToken } = settings;
  assertGuarded(address, config.access, process.env);
  if (config.nodes.length <= SMALL_FLEET) preferSmallMemory();
  const collector = new Collector(config, log, undefined, {
    geography: openGeography(config.geoFile, log),
  });
  const judges = new Judges(collector);
  const history = openHistory(config.history, log, config.nodes.length);
  const stop = stopSignal();
  const version = monitorVersion();
  const monitor = { version, startedAt: new Date().toISOString() };
  const view = viewOf(collector, judges, monitor);
  const streams = new AbortController();
  const app = createApp({
    view,
    access,
    metrics: {
      all: createMetrics(collector, version, judges),
      of: metricsByNode(collector.nodes, (node) =>
        createMetrics({ nodes: [node] }, version, judges),
      ),
    },
    ready: () => collector.ready,
    history,
    live: {
      events: collector.events,
      version: () => pollsOf(collector.nodes),
      stop: streams.signal,
    },
    actions: sharedToken === null ? null : createActions(config, view, sharedToken, log),
  });
  const listener = getRequestListener(app.fetch);
  const server = createServer((request, response) => {
    void listener(request, response);
  });
  const { port } = await listen(server, address);
  collector.start();
  judges.start();
  const stopRecording = history === null ? undefined : recordFrom(collector, history);
  log.info({ nodes: collector.nodes.length, host: address.host, port, version }, "serving");
  log.info({ signal: await stop }, "stopping");
  collector.stop();
  judges.stop();
  stopRecording?.();
  streams.abort();
  await closeServer(server);
  await history?.close();
  return 0;
}
