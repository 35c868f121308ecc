import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localClusterRuns } from "../../local/stack/localCluster.ts";
import { runUnchecked } from "../../local/support/command.ts";
import { lastLines } from "../../local/support/errors.ts";
import { readFile } from "node:fs/promises";
import { repoDir } from "../../local/support/paths.ts";
import { formatDuration, printLine } from "../../local/support/progress.ts";
import { api } from "./clusterApi.ts";

/** The dev stack's namespaces, as its settings' defaults name them. */
export const ethereum = "ethereum";
export const monitoring = "monitoring";

/** The dev stack's nodes, as `Pulumi.dev.yaml` names them. */
export const nodes = ["node-0", "node-1"] as const;
export type NodeName = (typeof nodes)[number];

/** The other of the two nodes. */
export const otherNode = (node: NodeName): NodeName => (node === "node-0" ? "node-1" : "node-0");

/** What a node's outputs say, as far as the tests read them. */
export interface NodeOutputs {
  readonly rpcUrl: string;
  readonly enode: string;
  readonly peerId: string;
}

/** `make up` takes four minutes at most when tools and images are there. */
const upTimeout = 10 * 60_000;

const stackProgram = ["--disable-warning=ExperimentalWarning", join("local", "stack.ts")];

let ensured: Promise<void> | undefined;

/**
 * Makes sure that the dev stack is deployed on the local cluster: as `make up` does it, or not at all where it is there.
 * @throws with the end of its log where that fails
 */
export function ensureStack(): Promise<void> {
  return (ensured ??= deploy());
}

async function deploy(): Promise<void> {
  if (localClusterRuns() && (await isDeployed())) return;
  const logFile = join(await mkdtemp(join(tmpdir(), "ethnode-cluster-")), "up.log");
  printLine(`deploying the dev stack (log: ${logFile})`);
  const start = performance.now();
  const { code } = await runUnchecked(process.execPath, [...stackProgram, "up", "--stack", "dev"], {
    cwd: repoDir,
    env: withoutKubeconfig(),
    logFile,
    timeout: upTimeout,
  });
  if (code !== 0) {
    const tail = lastLines(await readFile(logFile, "utf8"), 40);
    throw new Error(`deploying the dev stack: exit code ${code}, expected 0\n${tail}`);
  }
  printLine(`the dev stack is up after ${formatDuration(performance.now() - start)}`);
}

/** The last objects that the program makes are the workloads. */
async function isDeployed(): Promise<boolean> {
  const workloads = [
    ...nodes.flatMap((node) =>
      ["geth", "prysm", "validator"].map((part) => [ethereum, `${node}-${part}`] as const),
    ),
    [monitoring, "prometheus"] as const,
    [monitoring, "alertmanager"] as const,
  ];
  const found = await Promise.all(
    workloads.map(([namespace, name]) =>
      api().get(`/apis/apps/v1/namespaces/${namespace}/statefulsets/${name}`),
    ),
  );
  return found.every((object) => object !== undefined);
}

/** The deployed stack's outputs by node, as `make output` gives them. */
export async function nodeOutputs(): Promise<Record<NodeName, NodeOutputs>> {
  const { code, stdout, stderr } = await runUnchecked(
    process.execPath,
    [...stackProgram, "output", "--stack", "dev", "--", "--json"],
    { cwd: repoDir, env: withoutKubeconfig(), timeout: 120_000 },
  );
  if (code !== 0) throw new Error(`the outputs of the stack: exit code ${code}\n${stderr}`);
  return (JSON.parse(stdout) as { nodesByName: Record<NodeName, NodeOutputs> }).nodesByName;
}

function withoutKubeconfig(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  delete env["KUBECONFIG"];
  return env;
}
