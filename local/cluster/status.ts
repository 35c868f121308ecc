import { run } from "../support/command.ts";
import { runMain } from "../support/main.ts";
import { formatDuration, formatSize } from "../support/progress.ts";
import { apiGet, nodeReady, podSummaries } from "./api.ts";
import { hasLeftovers } from "./cleanup.ts";
import { findInstance, type Instance } from "./instance.ts";
import { adminKubeconfig, logDir } from "./layout.ts";
import { type Memory, commandLine, innerPid, memoryOf, processesIn } from "./processes.ts";
import { describeCluster, userKubeconfig } from "./otherCluster.ts";
import { readStatus } from "./supervisorStatus.ts";

const usage = `usage: node local/cluster/status.ts [--help]

Tells which cluster is used and, of the local one, what runs, since when, with how much memory.
`;

/** A line of the table. */
interface Row {
  readonly name: string;
  readonly state: string;
  /** The process on this machine; undefined when none runs. */
  readonly pid: number | undefined;
  readonly memory: Memory;
  readonly note: string;
}

async function main(args: readonly string[]): Promise<void> {
  process.stdout.write(args.includes("--help") ? usage : `${(await describe()).join("\n")}\n`);
}

async function describe(): Promise<string[]> {
  const other = userKubeconfig(process.env);
  if (other !== undefined) return [`another cluster is used: ${await describeCluster(other)}`];
  if (process.getuid?.() !== 0) {
    // The processes of root's namespaces can't be looked into.
    return [
      hasLeftovers() ? "there is a local cluster; what runs needs root" : "no local cluster runs",
    ];
  }
  const instance = findInstance();
  if (instance === undefined) {
    const hint = hasLeftovers()
      ? "; one was killed or did not start, its files are cleaned up at the next start"
      : "";
    return [`no local cluster runs${hint} (make cluster-up starts one)`];
  }
  const rows = await collectRows(instance);
  const sum = (part: keyof Memory): string =>
    formatSize(rows.reduce((total, { memory }) => total + memory[part], 0));
  return [
    renderTable(rows),
    `memory: ${sum("resident")} resident, ${sum("proportional")} with shared pages counted once`,
    await describeNode(),
    `kubeconfig: ${adminKubeconfig}   logs: ${logDir}`,
  ];
}

async function collectRows(instance: Instance): Promise<Row[]> {
  const processes = processesIn(instance.namespace);
  const inside = new Map(processes.map(({ pid }) => [innerPid(pid), pid]));
  const components = (await readStatus())?.components ?? [];
  const rows = components.map(({ name, state, pid: inner, restarts, readyAfter, lastEnd }): Row => {
    const pid = inner === undefined ? undefined : inside.get(inner);
    const ready = readyAfter === undefined ? "" : `ready after ${formatDuration(readyAfter)}`;
    const died = restarts === 0 ? "" : `, died ${restarts} times, last: ${lastEnd ?? "unknown"}`;
    return { name, state, pid, memory: memory(pid), note: `${ready}${died}` };
  });
  const known = new Set(rows.map(({ pid }) => pid));
  const others = processes.filter(({ pid }) => !known.has(pid) && commandLine(pid) !== undefined);
  const shims = others.filter(({ command }) => command[0]?.includes("containerd-shim") === true);
  const rest = others.filter((each) => !shims.includes(each));
  return [...rows, group("pod sandboxes' shims", shims), group("supervisor", rest)];
}

function group(name: string, processes: readonly { readonly pid: number }[]): Row {
  const memories = processes.map(({ pid }) => memoryOf(pid));
  const sum = (part: keyof Memory): number =>
    memories.reduce((total, each) => total + each[part], 0);
  return {
    name,
    state: "",
    pid: undefined,
    memory: { resident: sum("resident"), proportional: sum("proportional") },
    note: `${processes.length} processes`,
  };
}

function memory(pid: number | undefined): Memory {
  return pid === undefined ? { resident: 0, proportional: 0 } : memoryOf(pid);
}

function renderTable(rows: readonly Row[]): string {
  return rows
    .map(({ name, state, pid, memory: { resident }, note }) =>
      [
        name.padEnd(24),
        state.padEnd(10),
        (pid === undefined ? "" : String(pid)).padStart(8),
        (resident === 0 ? "" : formatSize(resident)).padStart(9),
        `  ${note}`,
      ].join(""),
    )
    .join("\n");
}

async function describeNode(): Promise<string> {
  try {
    const { gitVersion } = JSON.parse(await apiGet("/version")) as { gitVersion: string };
    const containerd = (await run("containerd", ["--version"])).split(" ")[2] ?? "unknown";
    const node = (await nodeReady()) ? "node Ready" : "node NOT Ready";
    const pods = await podSummaries();
    const waiting = pods.filter(({ ready }) => !ready);
    const list = waiting.map(({ name, reason }) => `\n  not ready: ${name} (${reason})`).join("");
    return `Kubernetes ${gitVersion}, containerd ${containerd}, ${node}, ${pods.length} pods, ${pods.length - waiting.length} ready${list}`;
  } catch (error) {
    return `the API server does not answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}

if (import.meta.main) await runMain(main);
