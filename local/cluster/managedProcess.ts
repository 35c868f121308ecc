import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Component } from "./component.ts";
import { logDir } from "./layout.ts";
import { isReady } from "./ready.ts";
import type { ComponentState, ComponentStatus } from "./supervisorStatus.ts";

/** How patient the supervisor is, and where logs go; tests use shorter times and another place. */
export interface SupervisorSettings {
  readonly logDir: string;
  /** Milliseconds that a program may take until it is ready for the first time. */
  readonly readyTimeout: number;
  /** How often a program may die before it is ready for the first time. */
  readonly attempts: number;
  /** Milliseconds before the first restart; doubled for each further one, up to 30 times as much. */
  readonly restartDelay: number;
  /** Milliseconds between two looks at a program that is not ready. */
  readonly interval: number;
}

/** What the cluster uses: a busy machine with two cores takes its time. */
export const defaultSettings: SupervisorSettings = {
  logDir,
  readyTimeout: 120_000,
  attempts: 5,
  restartDelay: 500,
  interval: 100,
};

/** One program: started, watched until ready, started again when it dies, stopped. */
export class ManagedProcess {
  readonly component: Component;
  readonly #settings: SupervisorSettings;
  readonly #changed: () => void;
  #state: ComponentState = "waiting";
  #child: ChildProcess | undefined;
  #restarts = 0;
  #readyAfter: number | undefined;
  #lastEnd: string | undefined;
  #stopping = false;

  /** @param changed called whenever {@link status} has changed */
  constructor(
    component: Component,
    changed: () => void,
    settings: SupervisorSettings = defaultSettings,
  ) {
    this.component = component;
    this.#changed = changed;
    this.#settings = settings;
  }

  /** What it is doing. */
  get status(): ComponentStatus {
    return {
      name: this.component.name,
      state: this.#state,
      pid: this.#child?.pid,
      restarts: this.#restarts,
      readyAfter: this.#readyAfter,
      lastEnd: this.#lastEnd,
    };
  }

  /**
   * Starts it and keeps it running in the background.
   * @returns true when it is ready for the first time, false when it was given up or stopped before that
   */
  start(): Promise<boolean> {
    for (const { path, content } of this.component.files) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(path, content, { mode: 0o600 });
    }
    return new Promise((resolve) => {
      void this.#keepRunning(resolve);
    });
  }

  /** Ends it: SIGTERM, and SIGKILL after `grace` milliseconds. It is not started again. */
  async stop(grace: number): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child?.pid === undefined) {
      if (this.#state !== "failed") this.#become("stopped");
      return;
    }
    const closed = once(child, "close");
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), grace);
    await closed;
    clearTimeout(timer);
  }

  async #keepRunning(firstReady: (ready: boolean) => void): Promise<void> {
    const begin = performance.now();
    const giveUpAt = begin + this.#settings.readyTimeout;
    while (!this.#isStopping()) {
      this.#become("starting");
      const started = performance.now();
      const child = this.#spawn();
      const closed = new Promise<string>((resolve) => {
        child.on("error", (error) => {
          resolve(error.message);
        });
        child.on("close", (code, signal) => {
          resolve(code === null ? `signal ${signal ?? "unknown"}` : `exit code ${code}`);
        });
      });
      const ready = await this.#untilReady(child, closed, started, giveUpAt);
      if (ready) {
        this.#readyAfter ??= performance.now() - begin;
        this.#become("ready");
        firstReady(true);
        if (this.component.ready.kind === "exit") {
          this.#child = undefined;
          this.#changed();
          return;
        }
      }
      this.#lastEnd = await closed;
      this.#child = undefined;
      if (this.#isStopping()) break;
      this.#restarts += 1;
      const hopeless = this.#restarts >= this.#settings.attempts || performance.now() > giveUpAt;
      if (this.#readyAfter === undefined && hopeless) {
        this.#become("failed");
        firstReady(false);
        return;
      }
      this.#become("restarting");
      const longRun = performance.now() - started > 60_000;
      await sleep(this.#settings.restartDelay * (longRun ? 1 : Math.min(30, 2 ** this.#restarts)));
    }
    this.#become("stopped");
    firstReady(false);
  }

  async #untilReady(
    child: ChildProcess,
    closed: Promise<string>,
    started: number,
    giveUpAt: number,
  ): Promise<boolean> {
    while (!this.#isStopping()) {
      if (await isReady(this.component.ready, { age: performance.now() - started })) return true;
      if (this.#readyAfter === undefined && performance.now() > giveUpAt) {
        child.kill("SIGKILL");
        return false;
      }
      const ended = await Promise.race([sleep(this.#settings.interval), closed]);
      if (ended !== undefined) {
        return this.component.ready.kind === "exit" && ended === "exit code 0";
      }
    }
    return false;
  }

  #spawn(): ChildProcess {
    const log = openSync(join(this.#settings.logDir, `${this.component.name}.log`), "a", 0o600);
    try {
      this.#child = spawn(this.component.command, this.component.args, {
        cwd: "/",
        env: { ...process.env, ...this.component.env },
        stdio: ["ignore", log, log],
      });
      this.#changed();
      return this.#child;
    } finally {
      closeSync(log);
    }
  }

  /** A call, since its answer changes while the loops wait. */
  #isStopping(): boolean {
    return this.#stopping;
  }

  #become(state: ComponentState): void {
    this.#state = state;
    this.#changed();
  }
}
