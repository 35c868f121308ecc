// Shows whom each node is connected to, by asking the peer monitor where it runs.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parse } from "yaml";

import { adminKubeconfig } from "./cluster/layout.ts";
import { isLocalCluster } from "./stack/localCluster.ts";
import { readIfExists } from "./support/files.ts";
import { MachineError } from "./support/errors.ts";
import { runMain } from "./support/main.ts";
import { repoDir } from "./support/paths.ts";
import { ensureTools, toolPath } from "./tools/ensure.ts";

const usage = `usage: node local/peers.ts [--stack dev] [arguments for the peer monitor's own command, such as --json]

Exit codes: 0 good, 1 a warning, 2 critical, 3 the monitor unreachable, 64 wrong usage.
`;

async function main(args: readonly string[]): Promise<void> {
  if (args.includes("--help")) {
    process.stdout.write(usage);
    return;
  }
  const at = args.indexOf("--stack");
  const stack = at < 0 ? "dev" : (args[at + 1] ?? "");
  const rest = at < 0 ? args : args.toSpliced(at, 2);
  const kubeconfig = isLocalCluster(process.env) ? { KUBECONFIG: adminKubeconfig } : {};
  const namespace = await nodesNamespace(stack);
  await ensureTools(["kubernetes"]);
  const exec = [`--namespace=${namespace}`, "exec", "deploy/peer-monitor", "--"];
  const child = spawn(
    toolPath("kubectl"),
    [...exec, "node", "/app/src/main.ts", "peers", ...rest],
    { stdio: "inherit", env: { ...process.env, ...kubeconfig } },
  );
  const [code] = (await once(child, "exit")) as [number | null];
  process.exitCode = code ?? 1;
}

/** The namespace of a stack's nodes: its own setting, or the project's default. */
async function nodesNamespace(stack: string): Promise<string> {
  const file = `Pulumi.${stack}.yaml`;
  const text = await readIfExists(resolve(repoDir, file));
  if (text === undefined) {
    throw new MachineError(`unknown stack "${stack}": there is no ${file}`);
  }
  const own = parse(text) as { config?: Record<string, unknown> };
  const project = parse(await readFile(resolve(repoDir, "Pulumi.yaml"), "utf8")) as {
    config: { nodesNamespace: { default: string } };
  };
  const set = own.config?.["ethnode:nodesNamespace"];
  return typeof set === "string" ? set : project.config.nodesNamespace.default;
}

if (import.meta.main) await runMain(main);
