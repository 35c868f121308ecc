import { runMain } from "../support/main.ts";
import { formatDuration, printLine } from "../support/progress.ts";
import { hasLeftovers, removeEverything } from "./cleanup.ts";
import { findInstance, stopInstance } from "./instance.ts";
import { withLock } from "./lock.ts";
import { checkUser } from "./machine.ts";
import { userKubeconfig } from "./otherCluster.ts";

const usage = `usage: node local/cluster/down.ts [--help]

Stops the local cluster and removes everything that it made on this machine, its volumes included.
Does nothing when there is none, or when KUBECONFIG is set to another cluster's file.
`;

async function main(args: readonly string[]): Promise<void> {
  if (args.includes("--help")) {
    process.stdout.write(usage);
    return;
  }
  const other = userKubeconfig(process.env);
  if (other !== undefined) {
    printLine(`KUBECONFIG=${other} is another cluster: nothing is stopped`);
    return;
  }
  if (findInstance() === undefined && !hasLeftovers()) {
    printLine("no local cluster runs");
    return;
  }
  checkUser();
  await withLock(`cluster-down (process ${process.pid})`, down);
}

async function down(): Promise<void> {
  const begin = performance.now();
  const instance = findInstance();
  // The supervisor's own limits add up to less.
  if (instance !== undefined) await stopInstance(instance, 20_000);
  await removeEverything();
  printLine(`cluster … stopped and removed ${formatDuration(performance.now() - begin)}`);
}

if (import.meta.main) await runMain(main);
