import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compileCache, monitorEnvironment } from "../../local/images/monitor.ts";
import { repoDir } from "../../local/support/paths.ts";
import { waitFor } from "../../local/support/wait.ts";

const monitorDir = join(repoDir, "monitor");

/** Ticks of a CPU in a second, by which Linux tells programs of time (USER_HZ, the same on every machine). */
const TICKS = 100;

/**
 * What the image sets, but its compile cache in `folder`, filled as the image's is.
 * @param flags V8's, in place of the image's. Default: the image's
 */
export function imageEnvironment(folder: string, flags?: string): Readonly<Record<string, string>> {
  const image = Object.fromEntries(
    monitorEnvironment.map((text): [string, string] => {
      const cut = text.indexOf("=");
      return [text.slice(0, cut), text.slice(cut + 1)];
    }),
  );
  return {
    PATH: process.env["PATH"] ?? "",
    ...image,
    NODE_COMPILE_CACHE: join(folder, "compile-cache"),
    ...(flags === undefined ? {} : { NODE_OPTIONS: flags }),
  };
}

/** Fills the compile cache, by the commands by which the image's build does. */
export function fillCache(env: Readonly<Record<string, string>>): void {
  for (const [, ...args] of compileCache.commands) {
    const here = args.map((text) => text.replaceAll("/app/", `${monitorDir}/`));
    execFileSync(process.execPath, here, { cwd: monitorDir, env });
  }
}

/** A program of the peer monitor as a process of its own, and what the kernel tells of it. */
export class MonitorProcess {
  readonly #child: ChildProcess;
  #said = "";

  constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, [join(monitorDir, "src/main.ts"), ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env,
    });
    const keep = (chunk: Buffer): void => void (this.#said += chunk.toString());
    this.#child.stdout?.on("data", keep);
    this.#child.stderr?.on("data", keep);
  }

  /** What it has written so far, to both. */
  get said(): string {
    return this.#said;
  }

  /** The port that it serves at, from its log. */
  port(): Promise<number> {
    return waitFor(
      "the line that names the port",
      () => {
        const line = this.#said.split("\n").find((text) => text.includes('"msg":"serving"'));
        if (line !== undefined) return Promise.resolve((JSON.parse(line) as { port: number }).port);
        if (this.#child.exitCode !== null) throw new Error(`it ended:\n${this.#said}`);
        return Promise.resolve(undefined);
      },
      { timeout: 60_000 },
    );
  }

  /** Resident memory now and the most that it ever was, bytes. */
  memory(): { readonly resident: number; readonly most: number } {
    const status = readFileSync(`/proc/${this.pid}/status`, "utf8");
    const bytes = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]) * 1024;
    return { resident: bytes("VmRSS"), most: bytes("VmHWM") };
  }

  /** CPU that all its threads have taken, seconds: not what the machine's other work leaves of a second. */
  cpu(): number {
    const stat = readFileSync(`/proc/${this.pid}/stat`, "utf8");
    // The name before it may hold spaces. utime and stime are fields 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  }

  /** Ends it, and waits until it has. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    await ended;
  }

  get pid(): number {
    if (this.#child.pid === undefined || this.#child.exitCode !== null)
      throw new Error(`it has ended:\n${this.#said}`);
    return this.#child.pid;
  }
}
