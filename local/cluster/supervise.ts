import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { waitFor } from "../support/wait.ts";
import { podProcesses } from "./cgroups.ts";
import { allComponents } from "./components/all.ts";
import { nodeInterface, nodeIp } from "./layout.ts";
import { limitLogs } from "./logs.ts";
import { arrangeMounts } from "./nodeMounts.ts";
import { Supervisor } from "./supervisor.ts";
import { writeStatus } from "./supervisorStatus.ts";
import { growVolumes } from "./volumeGrowth.ts";

/**
 * The cluster's own program, the only child of process 1 in the cluster's namespaces: starts everything, keeps it running
 * and stops it on SIGTERM. Started by `startInstance`, never by hand; runs as plain JavaScript (program.ts).
 */
async function main(): Promise<void> {
  // Guards the machine: mounts, and signals to process groups, are meant for a namespace.
  if (process.ppid !== 1) throw new Error("supervise.ts is started by local/cluster/up.ts");
  const stopping = new Promise<void>((resolve) => {
    process.once("SIGTERM", () => {
      resolve();
    });
  });
  await arrangeMounts();
  await waitFor("the network", () => Promise.resolve(hasAddress()), {
    timeout: 30_000,
    interval: 20,
  });
  // Of this network namespace alone.
  await writeFile("/proc/sys/net/ipv4/ip_forward", "1");
  await writeFile("/proc/sys/net/bridge/bridge-nf-call-iptables", "1");
  const encryptionKey = randomBytes(32).toString("base64");
  const supervisor = new Supervisor(allComponents(encryptionKey), writeStatus);
  const logs = setInterval(limitLogs, 60_000);
  const ended = new AbortController();
  void supervisor.start().then(() => growVolumes(ended.signal));
  await stopping;
  ended.abort();
  clearInterval(logs);
  await stop(supervisor);
}

function hasAddress(): boolean {
  return networkInterfaces()[nodeInterface]?.some(({ address }) => address === nodeIp) === true;
}

/** Those that would start something again go first; then pods, with time to close their files; the database last. */
async function stop(supervisor: Supervisor): Promise<void> {
  await supervisor.stop(
    [
      "addons",
      "kubelet",
      "kube-controller-manager",
      "kube-scheduler",
      "kube-proxy",
      "kube-router",
      "local-path-provisioner",
    ],
    2000,
  );
  for (const pid of await podProcesses()) {
    try {
      process.kill(pid, "SIGTERM");
    } catch {
      // Ended by itself.
    }
  }
  const deadline = performance.now() + 8000;
  while ((await podProcesses()).length > 0 && performance.now() < deadline) await sleep(100);
  await supervisor.stop(["kube-apiserver", "containerd"], 3000);
  await supervisor.stop(["etcd"], 2000);
}

await main();
// Requests that still wait for an answer would keep it alive.
process.exit(0);
