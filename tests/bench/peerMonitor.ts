import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { compileGeo } from "../../local/images/geo.ts";
import { waitFor } from "../../local/support/wait.ts";
import { type FleetMessage, loopback } from "./peerMonitorFleet.ts";
import { fillCache, imageEnvironment, MonitorProcess } from "./peerMonitorProcess.ts";
import { type Asked, askFor } from "./peerMonitorRequests.ts";

/** The peer monitor's server while it polls a fleet. */
export interface PeerMonitorFigure {
  readonly nodes: number;
  /** CPU of one core while nobody asks, 0 to 1. */
  readonly cpu: number;
  /** The most memory seen, each second while it polled and was asked, bytes. */
  readonly resident: number;
  /** The most that it ever had, the start and the first answer included, bytes. */
  readonly most: number;
  readonly snapshot: Asked;
  readonly metrics: Asked;
}

/** Pause between two polls of a layer, seconds. */
export const POLL_SECONDS = 15;

/** How long the CPU is watched, seconds. */
const WATCHED = Number(process.env["BENCH_SECONDS"] ?? 60);

/** Measures the server beside a fleet of so many nodes. */
export async function measurePeerMonitor(nodes: number, more: Record<string, string> = {}): Promise<PeerMonitorFigure> {
  const folder = mkdtempSync(join(tmpdir(), "peer-monitor-bench-"));
  const fleet = fork(join(import.meta.dirname, "peerMonitorFleet.ts"), [String(nodes)]);
  try {
    let polls = 0;
    fleet.on("message", (message: FleetMessage) => {
      if ("polls" in message) ({ polls } = message);
    });
    const [ports] = (await once(fleet, "message")) as [{ agentPort: number; beaconPort: number }];
    const config = join(folder, "nodes.json");
    writeFileSync(config, JSON.stringify(await settings(nodes, ports, folder)));
    const env = imageEnvironment(folder, more);
    fillCache(env);
    const server = new MonitorProcess(["serve", `--config=${config}`, "--listen=127.0.0.1:0"], env);
    try {
      const url = `http://127.0.0.1:${await server.port()}`;
      await waitFor("two polls of every layer", () => Promise.resolve(polls >= 2), {
        timeout: 240_000,
      });
      return { nodes, ...(await measured(server, url)) };
    } finally {
      await server.stop();
    }
  } finally {
    fleet.disconnect();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(server: MonitorProcess, url: string): Promise<Omit<PeerMonitorFigure, "nodes">> {
  let resident = 0;
  const watcher = setInterval(() => {
    resident = Math.max(resident, server.memory().resident);
  }, 1000);
  try {
    const [cpuBefore, before] = [server.cpu(), performance.now()];
    await sleep(WATCHED * 1000);
    const cpu = (server.cpu() - cpuBefore) / ((performance.now() - before) / 1000);
    const alone = resident;
    const metrics = await askFor(`${url}/metrics`, 20);
    const snapshot = await askFor(`${url}/api/peers`, 300);
    console.error({ alone, resident, cpu });
    return { cpu, snapshot, metrics, resident, most: server.memory().most };
  } finally {
    clearInterval(watcher);
  }
}

async function settings(
  nodes: number,
  { agentPort, beaconPort }: { agentPort: number; beaconPort: number },
  folder: string,
): Promise<object> {
  return {
    nodes: Array.from({ length: nodes }, (_, index) => ({
      name: `node-${index}`,
      network: "mainnet",
      execution: { agentUrl: `http://${loopback(1, index)}:${agentPort}` },
      consensus: { beaconUrl: `http://${loopback(2, index)}:${beaconPort}` },
    })),
    pollSeconds: { execution: POLL_SECONDS, consensus: POLL_SECONDS },
    history: { folder: join(folder, "history"), retentionDays: 7 },
    geoFile: await compileGeo(),
  };
}

if (import.meta.main) {
  const [, , nodes = "1", ...env] = process.argv;
  const more = Object.fromEntries(env.map((text) => text.split(/=(.*)/)));
  console.log(JSON.stringify(await measurePeerMonitor(Number(nodes), more as Record<string, string>)));
}
