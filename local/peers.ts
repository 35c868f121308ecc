// Shows whom each node is connected to, by asking the peer monitor where it runs.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parse } from "yaml";

import { adminKubeconfig } from "./cluster/layout.ts";
import { isLocalCluster } from "./stack/localCluster.ts";
import { readIfExists } from "./support/files.ts";
import { run } from "./support/command.ts";
import { MachineError } from "./support/errors.ts";
import { runMain } from "./support/main.ts";
import { repoDir } from "./support/paths.ts";
import { ensureTools, toolPath } from "./tools/ensure.ts";

const usage = `usage: node local/peers.ts [--stack dev] [arguments for the peer monitor's own command, such as --json]

Exit codes: 0 good, 1 a warning, 2 critical, 3 the monitor unreachable, 64 wrong usage.
`;

/** The stack is none of the project's: wrong usage. */
class UnknownStackError extends MachineError {
  constructor(stack: string, file: string) {
    super(`unknown stack "${stack}": there is no ${file}`);
  }
}

/**
 * What went wrong before the monitor was asked. Its own codes say 1 and 2 of the nodes' health, and kubectl, like most
 * programs, fails with 1.
 */
const unreachable = 3;
const wrongUsage = 64;
let failure: number | undefined;

async function main(args: readonly string[]): Promise<void> {
  if (args.includes("--help")) {
    process.stdout.write(usage);
    return;
  }
  try {
    process.exitCode = await showPeers(args);
  } catch (error) {
    failure = error instanceof UnknownStackError ? wrongUsage : unreachable;
    throw error;
  }
}

async function showPeers(args: readonly string[]): Promise<number> {
  const at = args.indexOf("--stack");
  const stack = at < 0 ? "dev" : (args[at + 1] ?? "");
  const rest = at < 0 ? args : args.toSpliced(at, 2);
  const kubeconfig = isLocalCluster(process.env) ? { KUBECONFIG: adminKubeconfig } : {};
  const env = { ...process.env, ...kubeconfig };
  const inNamespace = `--namespace=${await nodesNamespace(stack)}`;
  await ensureTools(["kubernetes"]);
  const kubectl = toolPath("kubectl");
  const ready = await run(
    kubectl,
    [inNamespace, "get", "deploy/peer-monitor", "--output=jsonpath={.status.readyReplicas}"],
    { env },
  );
  if (ready === "")
    throw new MachineError("the peer monitor is not ready: try again, or make status");
  const exec = [inNamespace, "exec", "deploy/peer-monitor", "--"];
  const child = spawn(kubectl, [...exec, "node", "/app/src/main.ts", "peers", ...rest], {
    stdio: "inherit",
    env,
  });
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? unreachable;
}

/** The namespace of a stack's nodes: its own setting, or the project's default. */
async function nodesNamespace(stack: string): Promise<string> {
  const file = `Pulumi.${stack}.yaml`;
  const text = await readIfExists(resolve(repoDir, file));
  if (text === undefined) {
    throw new UnknownStackError(stack, file);
  }
  const own = parse(text) as { config?: Record<string, unknown> };
  const project = parse(await readFile(resolve(repoDir, "Pulumi.yaml"), "utf8")) as {
    config: { nodesNamespace: { default: string } };
  };
  const set = own.config?.["ethnode:nodesNamespace"];
  return typeof set === "string" ? set : project.config.nodesNamespace.default;
}

if (import.meta.main) {
  await runMain(main);
  process.exitCode = failure ?? process.exitCode;
}
