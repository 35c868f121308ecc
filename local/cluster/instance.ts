import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { run } from "../support/command.ts";
import { binDir } from "../support/paths.ts";
import { waitFor } from "../support/wait.ts";
import { logDir } from "./layout.ts";
import { programWriter, superviseProgram } from "./program.ts";
import { commandLine, innerPid, pidNamespace, processesIn, processIds } from "./processes.ts";

/** A cluster that runs on this machine, whatever clone of the repository started it. */
export interface Instance {
  /** Process 1 of the cluster's process namespace, by the id that this machine knows it by. */
  readonly pid: number;
  readonly namespace: string;
}

/**
 * Finds the running cluster by its processes, not by a file: a file can be lost or left over.
 * Its process 1 is `tini … supervise.js` in a namespace of its own.
 */
export function findInstance(): Instance | undefined {
  const own = pidNamespace("self");
  for (const pid of processIds()) {
    const command = commandLine(pid) ?? [];
    if (command[0] !== "tini" || !/\/local\/cluster\/supervise\.[jt]s$/.test(command.at(-1) ?? ""))
      continue;
    const namespace = pidNamespace(pid);
    if (namespace === undefined || namespace === own || innerPid(pid) !== 1) continue;
    return { pid, namespace };
  }
  return undefined;
}

/**
 * Starts the supervisor in namespaces of its own for processes, network and mounts, with `tini` as process 1. When that
 * ends, the kernel ends every process and removes every mount, interface and packet rule that was made inside.
 */
export async function startInstance(): Promise<Instance> {
  mkdirSync(logDir, { recursive: true, mode: 0o700 });
  // In a process of its own, for its warning that stripping types by a call is experimental.
  await run(process.execPath, ["--disable-warning=ExperimentalWarning", programWriter]);
  const log = openSync(join(logDir, "supervisor.log"), "a", 0o600);
  try {
    const child = spawn(
      "unshare",
      [
        ...["--pid", "--net", "--mount", "--fork", "--mount-proc", "--kill-child=SIGKILL"],
        // What the machine unmounts is unmounted inside too, or a disk could not be taken out; nothing goes the other way.
        ...["--propagation", "slave"],
        // A small heap: the supervisor does next to nothing.
        ...["tini", "--", process.execPath, "--max-old-space-size=48", "--max-semi-space-size=1"],
        superviseProgram,
      ],
      { cwd: "/", detached: true, stdio: ["ignore", log, log], env: supervisorEnvironment() },
    );
    let ended: string | undefined;
    child.on("error", (error) => {
      ended = error.message;
    });
    child.on("exit", (code) => {
      ended = `unshare ended with exit code ${code ?? "none"}`;
    });
    const instance = await waitFor<Instance | string>(
      "the cluster's first process",
      // When it ended there is nothing to wait for.
      () => Promise.resolve(findInstance() ?? ended),
      { timeout: 10_000, interval: 20 },
    );
    if (typeof instance === "string") throw new Error(instance);
    child.unref();
    return instance;
  } finally {
    closeSync(log);
  }
}

/**
 * Nothing of the user's environment gets in but PATH: a proxy setting, for one, would send the programs' own
 * conversations to the proxy.
 */
function supervisorEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: `${binDir}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    HOME: "/root",
    LANG: "C.UTF-8",
  };
}

/** Ends the cluster: its supervisor is asked to stop it, and after `grace` milliseconds the kernel is. */
export async function stopInstance(instance: Instance, grace: number): Promise<void> {
  const gone = (): Promise<boolean> =>
    Promise.resolve(processesIn(instance.namespace).length === 0);
  kill(instance, "SIGTERM");
  try {
    await waitFor("the cluster to stop", gone, { timeout: grace, interval: 50 });
  } catch {
    kill(instance, "SIGKILL");
    await waitFor("the cluster's processes to end", gone, { timeout: 30_000, interval: 50 });
  }
}

function kill({ pid, namespace }: Instance, signal: NodeJS.Signals): void {
  // The id could have gone to another process since.
  if (pidNamespace(pid) !== namespace) return;
  try {
    process.kill(pid, signal);
  } catch {
    // Ended by itself.
  }
}
