import { runMain } from "../support/main.ts";
import { formatDuration, printLine } from "../support/progress.ts";
import { StepError } from "../support/errors.ts";
import { waitFor } from "../support/wait.ts";
import { buildImages } from "../images/images.ts";
import { importImages } from "../images/import.ts";
import { ensurePackages } from "../packages.ts";
import { ensureTools } from "../tools/ensure.ts";
import { nodeReady, podSummaries } from "./api.ts";
import { createCgroups } from "./cgroups.ts";
import { createFolders, hasLeftovers, removeEverything } from "./cleanup.ts";
import { podResolvConf } from "./components/kubelet.ts";
import { followStart } from "./follow.ts";
import { findInstance, startInstance, stopInstance } from "./instance.ts";
import { writeKubeconfigs } from "./kubeconfig.ts";
import { adminKubeconfig, containerdSocket } from "./layout.ts";
import { withLock } from "./lock.ts";
import { logFile, logTail } from "./logs.ts";
import { checkKernel, checkUser } from "./machine.ts";
import { checkAddresses, connectNetwork } from "./network.ts";
import { describeCluster, userKubeconfig } from "./otherCluster.ts";
import { createPki } from "./pki.ts";
import { writeResolvConf } from "./resolvConf.ts";

const usage = `usage: node local/cluster/up.ts [--only-cluster] [--help]

Starts the local cluster and puts the project's images into it, building what is missing. Does nothing when it runs.
With KUBECONFIG set to another cluster's file it starts nothing and checks that that cluster answers.

  --only-cluster   build and import only the images that the cluster itself needs
`;

/** What must be in the runtime before the first pod starts. */
const clusterImages = ["pause", "busybox", "coredns"];
const ctr = ["ctr", "--address", containerdSocket];

async function main(args: readonly string[]): Promise<void> {
  if (args.includes("--help")) {
    process.stdout.write(usage);
    return;
  }
  const other = userKubeconfig(process.env);
  if (other !== undefined) {
    printLine(`using another cluster, nothing is started: ${await describeCluster(other)}`);
    return;
  }
  checkUser();
  await withLock(`cluster-up (process ${process.pid})`, () => up(args.includes("--only-cluster")));
}

async function up(onlyCluster: boolean): Promise<void> {
  const begin = performance.now();
  await ensurePackages();
  await ensureTools("cluster");
  const first = await buildImages(clusterImages);
  const told = new Set<string>();
  const running = findInstance() !== undefined;
  try {
    // One that was interrupted while it started goes on; it may also end by itself, for want of a network.
    if (!(running && (await followStart(told, () => undefined, ["containerd"])))) {
      await start();
      if (!(await followStart(told, printLine, ["containerd"]))) throw endedError();
    }
    // Before the rest: a pod that starts without them tries again only after a while.
    await importImages(ctr, first);
    if (!(await followStart(told, running ? () => undefined : printLine))) throw endedError();
  } catch (error) {
    // Its logs stay until the next start.
    if (error instanceof StepError) await stopFailed();
    throw error;
  }
  await step("node", () => nodeReady());
  await step("cluster DNS", dnsReady);
  printLine(`cluster ${running ? "runs" : `… ready ${formatDuration(performance.now() - begin)}`}`);
  if (!onlyCluster) await importImages(ctr, await buildImages());
  printLine(`kubeconfig: ${adminKubeconfig} (make env prints the shell exports)`);
}

async function start(): Promise<void> {
  if (hasLeftovers()) {
    printLine("cleaning up a cluster that did not stop properly");
    await removeEverything();
  }
  await checkKernel();
  await checkAddresses();
  await createFolders();
  await timed("certificates", async () => {
    await createPki();
    await writeKubeconfigs();
  });
  await writeResolvConf(podResolvConf);
  await createCgroups();
  await timed("network", async () => {
    const instance = await startInstance();
    try {
      await connectNetwork(instance);
    } catch (error) {
      await stopInstance(instance, 0);
      throw error;
    }
  });
}

async function stopFailed(): Promise<void> {
  const instance = findInstance();
  if (instance !== undefined) await stopInstance(instance, 20_000);
}

async function dnsReady(): Promise<boolean> {
  const pods = await podSummaries();
  return pods.some(({ name, ready }) => name.startsWith("kube-system/coredns-") && ready);
}

async function step(what: string, look: () => Promise<boolean>): Promise<void> {
  await timed(what, () => waitFor(`${what} to be ready`, look, { timeout: 120_000 }));
}

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const begin = performance.now();
  await work();
  printLine(`${what} … ${formatDuration(performance.now() - begin)}`);
}

function endedError(): StepError {
  return new StepError(
    "the cluster's supervisor ended",
    `${logTail("supervisor", 15)}\nlog: ${logFile("supervisor")}`,
    "make cluster-up",
  );
}

if (import.meta.main) await runMain(main);
