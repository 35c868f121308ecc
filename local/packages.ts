import { existsSync } from "node:fs";
import { chmod, rm, writeFile } from "node:fs/promises";
import { runUnchecked } from "./support/command.ts";
import { CommandError, lastLines, MachineError, StepError } from "./support/errors.ts";
import { readIfExists } from "./support/files.ts";
import { runMain } from "./support/main.ts";
import { formatDuration, type Print, printLine } from "./support/progress.ts";

/** The Debian packages that the local cluster uses, each with what for. */
export const packages: Readonly<Record<string, string>> = {
  containerd: "runs the containers",
  runc: "starts them for containerd",
  "containernetworking-plugins": "gives pods their interfaces and addresses",
  "etcd-server": "stores the API server's objects",
  "etcd-client": "asks etcd whether it is healthy",
  "busybox-static": "the image of helper pods",
  iptables: "rules of kube-proxy, kube-router and port mappings",
  ipset: "address sets of kube-router",
  conntrack: "connection tracking of kube-proxy",
  socat: "kubectl port-forward",
  iproute2: "interfaces and routes, made and removed",
  nftables: "the rule that lets pods reach what the machine reaches",
  tini: "process 1 of the cluster's own process namespace",
  kmod: "loads bridge and overlay modules",
  openssl: "the cluster's certificates",
  "ca-certificates": "copied into every image",
  gcc: "compiles the C code in Prysm",
  "libc6-dev": "what it links against",
};

/** A set of Debian packages that something cannot do without. */
export interface PackageSet {
  /** What needs them, to begin a sentence with. */
  readonly user: string;
  /** Each package with what for. */
  readonly packages: Readonly<Record<string, string>>;
  /** A sentence: what to do where they cannot be installed. */
  readonly otherwise: string;
}

/** What the local cluster is made of: the packages that `make up` installs. */
export const clusterPackages: PackageSet = {
  user: "the local cluster",
  packages,
  otherwise: "Or set KUBECONFIG to use another cluster: nothing is then installed here.",
};

/** What only tests need: nobody who runs a node has to install a browser. */
export const browserPackages: PackageSet = {
  user: "the test of the page in a real browser",
  packages: { chromium: "opens the peer monitor's page" },
  otherwise: "Or name a Chromium in CHROMIUM: nothing is then installed here.",
};

/** What only tests need: in a cluster the gateway is an image. */
export const gatewayPackages: PackageSet = {
  user: "the test of the RPC gateway",
  packages: { haproxy: "is the gateway" },
  otherwise: "",
};

/** What only the gateway's benchmark needs. */
export const loadPackages: PackageSet = {
  user: "the benchmark of the RPC gateway",
  packages: { ...gatewayPackages.packages, wrk: "asks as fast as answers come" },
  otherwise: "",
};

const policyFile = "/usr/sbin/policy-rc.d";
const policyText = `#!/bin/sh
# ethnode: its packages start no service of their own. Written while apt-get runs and removed after.
exit 101
`;

/**
 * Installs the Debian packages of a set that are missing, by default the local cluster's; no package's service is started.
 * Quick and silent when all are there.
 * @throws MachineError when packages are missing and this is not root on Debian or a relative
 * @throws StepError when apt-get fails
 */
export async function ensurePackages(
  set: PackageSet = clusterPackages,
  print: Print = printLine,
): Promise<void> {
  if (process.platform !== "linux") {
    throw new MachineError(
      `${set.user} needs Linux; this machine is ${process.platform}. ${set.otherwise}`,
    );
  }
  const missing = await missingPackages(set);
  if (missing.length === 0) {
    await removeOurPolicy();
    return;
  }
  if (process.getuid?.() !== 0) {
    throw new MachineError(
      `packages are missing: ${missing.join(" ")}. Run as root, or: sudo apt-get install ${missing.join(" ")}. ${set.otherwise}`,
    );
  }
  const start = performance.now();
  print(`packages … installing ${missing.join(" ")}`);
  await withoutServices(async () => {
    await aptGet(["update"]);
    await aptGet(["install", "--yes", "--no-install-recommends", ...missing]);
  });
  print(`packages … ${formatDuration(performance.now() - start)}`);
}

/**
 * The packages of the set that are not installed.
 * @throws MachineError when the machine has no dpkg
 */
export async function missingPackages(set: PackageSet): Promise<readonly string[]> {
  const names = Object.keys(set.packages);
  try {
    const { stdout } = await runUnchecked("dpkg-query", [
      "--show",
      "--showformat=${Package} ${db:Status-Status}\\n",
      ...names,
    ]);
    return notInstalled(names, stdout);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new MachineError(
      `${set.user} needs Debian packages and this machine has no dpkg. ${set.otherwise}`,
    );
  }
}

/** The names for which the answer of dpkg-query, `package status` a line, does not say `installed`. */
export function notInstalled(names: readonly string[], answer: string): readonly string[] {
  const installed = new Set(
    answer
      .split("\n")
      .filter((line) => line.endsWith(" installed"))
      .map((line) => line.split(" ")[0]),
  );
  return names.filter((name) => !installed.has(name));
}

async function aptGet(args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await runUnchecked("apt-get", ["--quiet", ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (code === 0) return;
  throw new StepError(
    `apt-get ${args.join(" ")}`,
    lastLines(`${stdout}\n${stderr}`, 20),
    "run the same command again",
  );
}

/** Runs `work` while a policy forbids packages to start services (invoke-rc.d(8)). One that is there already stays. */
async function withoutServices(work: () => Promise<void>): Promise<void> {
  await removeOurPolicy();
  if (existsSync(policyFile)) {
    await work();
    return;
  }
  await writeFile(policyFile, policyText);
  await chmod(policyFile, 0o755);
  try {
    await work();
  } finally {
    await rm(policyFile, { force: true });
  }
}

/** A run that was killed left its policy behind: without this no package could start a service on this machine again. */
async function removeOurPolicy(): Promise<void> {
  if ((await readIfExists(policyFile)) === policyText) await rm(policyFile, { force: true });
}

if (import.meta.main) {
  await runMain(async () => {
    await ensurePackages();
    printLine(`${Object.keys(packages).length} packages are installed`);
  });
}
