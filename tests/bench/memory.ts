import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { findInstance } from "../../local/cluster/instance.ts";
import { commandLine, memoryOf, pidNamespace, processIds } from "../../local/cluster/processes.ts";

/** Programs of one name, and what they hold in memory together, bytes. */
export interface ProcessMemory {
  readonly name: string;
  readonly count: number;
  readonly resident: number;
  /** Shared pages divided among those who share them, so that the sum over all programs is true. */
  readonly proportional: number;
}

/** The Ethereum clients: what a node is for, and so no overhead. */
const clients = new Set(["geth", "beacon-chain", "validator"]);

/** The memory of every process of the local cluster that is no Ethereum client, largest first. */
export function nonClientMemory(): ProcessMemory[] {
  const instance = findInstance();
  if (instance === undefined)
    throw new Error("no local cluster runs, so there is nothing to measure");
  const sums = new Map<string, ProcessMemory>();
  const own = (pid: number): boolean => pidNamespace(pid) === instance.namespace || inPod(pid);
  for (const pid of processIds().filter(own)) {
    const name = programName(commandLine(pid) ?? []);
    if (clients.has(name)) continue;
    const { resident, proportional } = memoryOf(pid);
    const sum = sums.get(name) ?? { name, count: 0, resident: 0, proportional: 0 };
    sums.set(name, {
      name,
      count: sum.count + 1,
      resident: sum.resident + resident,
      proportional: sum.proportional + proportional,
    });
  }
  return [...sums.values()].sort((a, b) => b.proportional - a.proportional);
}

/** Whether a process runs in a pod of the local cluster; pods have process namespaces of their own. */
function inPod(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, "utf8").includes("/ethnode-local/kubepods");
  } catch {
    // It has ended since it was listed.
    return false;
  }
}

/** `geth`; for a script the interpreter and the script's own subcommand: `node agent`. */
function programName(command: readonly string[]): string {
  const name = basename(command[0] ?? "");
  const script = command.findIndex((part) => part.endsWith(".ts") || part.endsWith(".js"));
  return name === "node" && script > 0 ? `node ${command[script + 1] ?? "supervisor"}` : name;
}
