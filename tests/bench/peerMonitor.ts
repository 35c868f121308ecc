import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { monitorFlags } from "../../components/peerMonitorPod.ts";
import { compileGeo } from "../../local/images/geo.ts";
import { waitFor } from "../../local/support/wait.ts";
import { type AgentFigure, measureAgent } from "./peerMonitorAgent.ts";
import { type BenchFleet, startFleet } from "./peerMonitorFleet.ts";
import { fillCache, imageEnvironment, MonitorProcess } from "./peerMonitorProcess.ts";
import { type Asked, askFor } from "./peerMonitorRequests.ts";

/** The peer monitor's server while it polls a fleet. Memory in bytes. */
export interface PeerMonitorFigure {
  readonly nodes: number;
  /** V8's flags, as the pod sets them; undefined: the image's own. */
  readonly flags: string | undefined;
  /** CPU of one core while nobody asks, 0 to 1. */
  readonly cpu: number;
  /** The most resident memory seen in that time. */
  readonly alone: number;
  /** The most seen in that time and while it was asked. */
  readonly resident: number;
  /** The most that it ever had, by the kernel; its start is in it. */
  readonly most: number;
  readonly snapshot: Asked;
  readonly metrics: Asked;
}

/** Pause between two polls of a layer, seconds. */
export const POLL_SECONDS = 15;

/** How long it is watched while nobody asks, seconds. */
export const WATCHED_SECONDS = 60;

/**
 * Measures the server beside a fleet of so many nodes.
 * @param flags V8's, default: those of the pod
 */
export function measurePeerMonitor(
  nodes: number,
  flags = monitorFlags(nodes),
): Promise<PeerMonitorFigure> {
  return inFolder(async (folder) => {
    const fleet = await startFleet(nodes);
    const config = join(folder, "nodes.json");
    writeFileSync(config, JSON.stringify(await settings(fleet, folder)));
    const env = imageEnvironment(folder, flags);
    fillCache(env);
    const server = new MonitorProcess(["serve", `--config=${config}`, "--listen=127.0.0.1:0"], env);
    try {
      const url = `http://127.0.0.1:${await server.port()}`;
      await waitFor("two polls of every layer", () => Promise.resolve(fleet.polls >= 2), {
        timeout: 240_000,
      });
      return { nodes, flags, ...(await watch(server, url)) };
    } finally {
      await server.stop();
      fleet.stop();
    }
  });
}

/** Measures the agent of one node. */
export function measureOneAgent(): Promise<AgentFigure> {
  return inFolder(async (folder) => {
    const fleet = await startFleet(1);
    const env = imageEnvironment(folder);
    fillCache(env);
    try {
      return await measureAgent(fleet.beaconUrl(0), folder, env, WATCHED_SECONDS);
    } finally {
      fleet.stop();
    }
  });
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "peer-monitor-bench-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function watch(
  server: MonitorProcess,
  url: string,
): Promise<Omit<PeerMonitorFigure, "nodes" | "flags">> {
  let resident = 0;
  const watcher = setInterval(() => {
    resident = Math.max(resident, server.memory().resident);
  }, 1000);
  try {
    const [cpuBefore, before] = [server.cpu(), performance.now()];
    await sleep(WATCHED_SECONDS * 1000);
    const cpu = (server.cpu() - cpuBefore) / ((performance.now() - before) / 1000);
    const alone = resident;
    const metrics = await askFor(`${url}/metrics`, 40);
    const snapshot = await askFor(`${url}/api/peers`, 200);
    return { cpu, alone, snapshot, metrics, resident, most: server.memory().most };
  } finally {
    clearInterval(watcher);
  }
}

async function settings(fleet: BenchFleet, folder: string): Promise<object> {
  return {
    nodes: Array.from({ length: fleet.size }, (_, index) => ({
      name: `node-${index}`,
      network: "mainnet",
      execution: { agentUrl: fleet.agentUrl(index) },
      consensus: { beaconUrl: fleet.beaconUrl(index) },
    })),
    pollSeconds: { execution: POLL_SECONDS, consensus: POLL_SECONDS },
    history: { folder: join(folder, "history") },
    geoFile: await compileGeo(),
  };
}
