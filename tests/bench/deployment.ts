import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runUnchecked } from "../../local/support/command.ts";
import { adminKubeconfig } from "../../local/cluster/layout.ts";
import { repoDir } from "../../local/support/paths.ts";
import { printLine } from "../../local/support/progress.ts";
import { waitFor } from "../../local/support/wait.ts";
import { toolPath } from "../../local/tools/ensure.ts";
import type { RecordedSeries } from "./prometheus.ts";
import { nonClientMemory, type ProcessMemory } from "./memory.ts";

/** What deploying the dev stack on a running cluster took. */
export interface DeploymentFigure {
  /** Seconds from the start of `up` until it ended. */
  readonly up: number;
  /** Seconds from the start of `up` until an epoch was finalized. */
  readonly finalized: number;
  /** Seconds that a second `up`, with nothing to do, took. */
  readonly unchanged: number;
  /** Every process of the local cluster that is no Ethereum client, after the epoch was finalized. */
  readonly memory: readonly ProcessMemory[];
  /** Every series of node-0, with its samples of five minutes. */
  readonly recorded: readonly RecordedSeries[];
}

/** After so many seconds there are five minutes of every series. */
const recordSeconds = 420;

/** Deploys the dev stack, measures, and takes it away again. */
export async function measureDeployment(): Promise<DeploymentFigure> {
  await local("cluster/up.ts");
  const start = performance.now();
  const since = (): number => (performance.now() - start) / 1000;
  await local("stack.ts", "up");
  const up = since();
  await waitFor("a finalized epoch", async () => (await finalizedEpoch()) > 0, {
    timeout: 300_000,
  });
  const finalized = since();
  const second = performance.now();
  await local("stack.ts", "up");
  const unchanged = (performance.now() - second) / 1000;
  const memory = nonClientMemory();
  await sleep(Math.max(0, recordSeconds - since()) * 1000);
  const recorded = await recordedSeries();
  await local("stack.ts", "down");
  return { up, finalized, unchanged, memory, recorded };
}

/** Runs a program of `local/`, shown only where it fails. */
async function local(program: string, ...args: string[]): Promise<void> {
  printLine(`  ${program} ${args.join(" ")}`);
  const child = spawn(process.execPath, [join(repoDir, "local", program), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const keep = (chunk: Buffer): void => void (said += chunk.toString());
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`local/${program} ended with ${String(code)}:\n${said}`);
}

function askCluster(path: string): ReturnType<typeof runUnchecked> {
  const args = ["--kubeconfig", adminKubeconfig, "get", "--raw", path];
  return runUnchecked(toolPath("kubectl"), args, {});
}

async function recordedSeries(): Promise<RecordedSeries[]> {
  const query = encodeURIComponent('{node="node-0"}[5m]');
  const { stdout } = await askCluster(
    `/api/v1/namespaces/monitoring/services/prometheus:9090/proxy/api/v1/query?query=${query}`,
  );
  const answer = JSON.parse(stdout) as { data: { result: RecordedSeries[] } };
  return answer.data.result;
}

async function finalizedEpoch(): Promise<number> {
  const path =
    "/api/v1/namespaces/ethereum/services/node-0-prysm:3500/proxy/eth/v1/beacon/states/head/finality_checkpoints";
  const { code, stdout } = await askCluster(path);
  if (code !== 0) return 0;
  const answer = JSON.parse(stdout) as { data: { finalized: { epoch: string } } };
  return Number(answer.data.finalized.epoch);
}
