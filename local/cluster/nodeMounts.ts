import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../support/command.ts";
import { configDir, coveredDirs, runDir, stateDir } from "./layout.ts";

/**
 * Kernel settings that the kubelet writes when they differ, for the whole machine. It gets to see files with the values
 * that it wants instead, and leaves the machine's own alone.
 */
const kernelSettings: Readonly<Record<string, string>> = {
  "/proc/sys/vm/overcommit_memory": "1",
  "/proc/sys/vm/panic_on_oom": "0",
  "/proc/sys/kernel/panic": "10",
  "/proc/sys/kernel/panic_on_oops": "1",
  "/proc/sys/kernel/keys/root_maxkeys": "1000000",
  "/proc/sys/kernel/keys/root_maxbytes": "25000000",
};

/**
 * Arranges the mounts of the cluster's own mount namespace. Folders that programs insist on writing to, whatever they are
 * told, are covered by folders of the cluster; nothing of it is seen from outside or outlives the namespace.
 */
export async function arrangeMounts(): Promise<void> {
  const mount = (...args: string[]): Promise<string> => run("mount", args);
  const cover = async (source: string, target: string): Promise<void> => {
    await mkdir(source, { recursive: true, mode: 0o700 });
    await mount("--bind", source, target);
  };

  // Shims keep their sockets in /run/containerd; only the cluster's own folder stays the machine's.
  const aside = join(stateDir, "run");
  await mkdir(aside, { recursive: true, mode: 0o700 });
  await mount("--bind", runDir, aside);
  await mount("-t", "tmpfs", "-o", "mode=0755,size=64m", "tmpfs", "/run");
  await mkdir(runDir, { mode: 0o700 });
  await mount("--move", aside, runDir);

  // The kubelet links container logs in /var/log/containers.
  await cover(join(stateDir, "log/node"), "/var/log");
  for (const folder of coveredDirs) await cover(join(stateDir, "covers", folder), folder);

  const settings = join(configDir, "kernel");
  await mkdir(settings, { recursive: true, mode: 0o700 });
  for (const [path, value] of Object.entries(kernelSettings)) {
    const file = join(settings, path.replaceAll("/", "_"));
    await writeFile(file, `${value}\n`);
    await mount("--bind", file, path);
  }

  // Volumes of pods are mounted by the kubelet and must be seen by the runtime.
  await mount("--make-rshared", "/");
}
