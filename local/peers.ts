// Shows whom each node is connected to, by asking the peer monitor where it runs. All arguments are the monitor's own.
import { spawn } from "node:child_process";
import { once } from "node:events";

import { adminKubeconfig } from "./cluster/layout.ts";
import { isLocalCluster } from "./stack/localCluster.ts";
import { runMain } from "./support/main.ts";
import { ensureTools, toolPath } from "./tools/ensure.ts";

async function main(args: readonly string[]): Promise<void> {
  const kubeconfig = isLocalCluster(process.env) ? { KUBECONFIG: adminKubeconfig } : {};
  await ensureTools(["kubernetes"]);
  const exec = ["--namespace=ethereum", "exec", "deploy/peer-monitor", "--"];
  const child = spawn(
    toolPath("kubectl"),
    [...exec, "node", "/app/src/main.ts", "peers", ...args],
    { stdio: "inherit", env: { ...process.env, ...kubeconfig } },
  );
  const [code] = (await once(child, "exit")) as [number | null];
  process.exitCode = code ?? 1;
}

if (import.meta.main) await runMain(main);
