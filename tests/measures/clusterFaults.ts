import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { findInstance } from "../../local/cluster/instance.ts";
import { volumesDir } from "../../local/cluster/layout.ts";
import { waitFor } from "../../local/support/wait.ts";
import { cutPeers } from "../support/clusterCut.ts";
import { container, pod, podGone } from "../support/clusterPods.ts";
import { scale } from "../support/clusterRpc.ts";
import { ethereum, type NodeName } from "../support/clusterStack.ts";

const run = promisify(execFile);

/** Something that breaks, and how it is made good. */
export interface Fault {
  readonly name: string;
  readonly begin: () => Promise<void>;
  readonly end: () => Promise<void>;
  /** The alerts that people hear of, as `name node layer`. */
  readonly expected: readonly string[];
  /** Seconds from the fault to the alert, as its rule has it. Default: 300. */
  readonly patience?: number;
}

/** Workloads of the node's that are gone. */
export const gone = (name: string, expected: readonly string[], ...sets: string[]): Fault => ({
  name,
  begin: async () => {
    await Promise.all(sets.map((set) => scale(set, 0)));
  },
  end: async () => {
    await Promise.all(sets.map((set) => scale(set, 1)));
  },
  expected,
});

/** The folder on this machine that is a claim's volume. */
async function folderOf(claim: string): Promise<string> {
  const names = await readdir(volumesDir);
  const found = names.find((name) => name.endsWith(`_${ethereum}_${claim}`));
  if (found === undefined)
    throw new Error(`no folder of ${claim} in ${volumesDir}: ${names.join(", ")}`);
  return join(volumesDir, found);
}

/** Does something to a workload's files while it does not run. */
async function whileStopped(set: string, act: () => Promise<void>): Promise<void> {
  await scale(set, 0);
  await podGone(ethereum, `${set}-0`, 300_000);
  try {
    await act();
  } finally {
    await scale(set, 1);
  }
}

/** A shell where the cluster's mounts are: what is mounted elsewhere on the machine does not get in there. */
async function inCluster(script: string, ...args: readonly string[]): Promise<string> {
  const instance = findInstance();
  if (instance === undefined) throw new Error("no local cluster runs");
  const shell = ["sh", "-eu", "-c", script, "sh", ...args];
  const { stdout } = await run("nsenter", [`--mount=/proc/${instance.pid}/ns/mnt`, ...shell]);
  return stdout.trim();
}

/** Puts a small file system in a folder's place, with all that was in the folder. $1: the folder, $2: mebibytes. */
const makeSmall = `
mv "$1" "$1.aside"
mkdir -m 0777 "$1"
mount -t tmpfs -o "size=$2m,mode=0777" tmpfs "$1"
cp -a "$1.aside/." "$1"
rm -r "$1.aside"`;

/** Puts what is on the small file system into a folder again. */
const makeLarge = `
rm -f "$1/filler"
cp -a "$1" "$1.aside"
umount "$1"
rmdir "$1"
mv "$1.aside" "$1"`;

/** Leaves $2 mebibytes. */
const fill = `
free=$(($(stat -f -c '%a * %S' "$1") / 1048576))
dd if=/dev/zero of="$1/filler" bs=1M count=$((free - $2)) status=none
echo $free`;

/** Mebibytes of the small volume and of what is left on it: less than the alert has for critical, above what Geth stops at. */
const small = { size: 1024, left: 42 };

/**
 * A volume that fills up. Those of the local cluster are folders and tell of the whole disk, so this one is first put into a
 * small file system of its own.
 */
export const fullVolume = (set: string, claim: string, expected: string): Fault => ({
  name: "volume",
  patience: 60,
  expected: [expected],
  begin: async () => {
    const folder = await folderOf(claim);
    await whileStopped(set, async () => {
      await inCluster(makeSmall, folder, String(small.size));
    });
    await waitFor(
      `${set} to run on its small volume`,
      async () => container(await pod(ethereum, `${set}-0`), "geth").ready,
      { timeout: 120_000 },
    );
    await inCluster(fill, folder, String(small.left));
  },
  // Whatever the kubelet waits for before it starts Geth once more, a new pod does not.
  end: async () => {
    const folder = await folderOf(claim);
    await whileStopped(set, async () => {
      await inCluster(makeLarge, folder);
    });
  },
});

/**
 * A node whose clients no peer reaches, nor they a peer. Apart for so long, its validators have built a chain of their own, behind
 * which Prysm does not go back before it starts again: docs/decisions/0007. So it is, as its runbook says.
 */
export const cutOff = (node: NodeName, expected: readonly string[]): Fault => ({
  name: "p2p",
  expected,
  begin: async () => {
    await cutPeers(node, "geth", true);
    await cutPeers(node, "prysm", true);
  },
  end: async () => {
    await cutPeers(node, "geth", false);
    await whileStopped(`${node}-prysm`, () => Promise.resolve());
  },
});
