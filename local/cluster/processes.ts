import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** A process of this machine, as /proc tells it (proc(5)). */
export interface ProcessInfo {
  readonly pid: number;
  readonly command: readonly string[];
}

/** Ids of every process that this one can see. */
export function processIds(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** A process's command line; undefined when it has ended. Empty for a zombie or a kernel thread. */
export function commandLine(pid: number): readonly string[] | undefined {
  const text = readProc(pid, "cmdline");
  return text?.split("\0").filter((part) => part !== "");
}

/** The process namespace that a process lives in, such as `pid:[4026531836]`; undefined when it has ended. */
export function pidNamespace(pid: number | "self"): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return undefined;
  }
}

/** Every process that lives in a process namespace, itself in a namespace above it. */
export function processesIn(namespace: string): ProcessInfo[] {
  return processIds()
    .filter((pid) => pidNamespace(pid) === namespace)
    .map((pid) => ({ pid, command: commandLine(pid) ?? [] }));
}

/** A process's id in the innermost process namespace that it is in. */
export function innerPid(pid: number): number | undefined {
  const ids = /^NSpid:\s+(.*)$/m.exec(readProc(pid, "status") ?? "")?.[1];
  const last = ids?.split(/\s+/).at(-1);
  return last === undefined ? undefined : Number(last);
}

/** What a process holds in memory, in bytes. */
export interface Memory {
  /** Resident set: shared pages count fully in every process. */
  readonly resident: number;
  /** Proportional set: shared pages are divided among those who share them, so that sums are true. */
  readonly proportional: number;
}

/** A process's memory; zero when it has ended. */
export function memoryOf(pid: number): Memory {
  const text = readProc(pid, "smaps_rollup") ?? "";
  const field = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1] ?? 0) * 1024;
  return { resident: field("Rss"), proportional: field("Pss") };
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return undefined;
  }
}
