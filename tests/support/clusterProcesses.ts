import { readFileSync } from "node:fs";
import { innerPid, processIds } from "../../local/cluster/processes.ts";
import type { ContainerStatus, Pod } from "./clusterPods.ts";

function readProc(pid: number, file: string): Buffer {
  try {
    return readFileSync(`/proc/${pid}/${file}`);
  } catch {
    // It has ended since it was listed.
    return Buffer.alloc(0);
  }
}

/**
 * The process of this machine that is a container's first, whose end is the container's end.
 * @throws where there is none
 */
export function containerProcess(pod: Pod, { name, containerID = "" }: ContainerStatus): number {
  const id = containerID.replace(/^.*:\/\//, "");
  if (id === "") throw new Error(`container ${name} of ${pod.metadata.name} has not started`);
  const found = processIds().find(
    (pid) => readProc(pid, "cgroup").includes(`/${id}`) && innerPid(pid) === 1,
  );
  if (found === undefined) {
    throw new Error(`no process of this machine is container ${name} of ${pod.metadata.name}`);
  }
  return found;
}

/** What a process was started with, as whoever may look at it can read it. */
export interface ProcessText {
  /** `process 123 (geth)` */
  readonly name: string;
  readonly arguments: Buffer;
  readonly environment: Buffer;
}

/** Every process of this machine. */
export function processTexts(): ProcessText[] {
  return processIds().map((pid) => ({
    name: `process ${pid} (${readProc(pid, "comm").toString("utf8").trim()})`,
    arguments: readProc(pid, "cmdline"),
    environment: readProc(pid, "environ"),
  }));
}
