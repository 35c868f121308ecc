import type { Component } from "./component.ts";
import { ManagedProcess, type SupervisorSettings } from "./managedProcess.ts";
import type { SupervisorStatus } from "./supervisorStatus.ts";

/** Starts programs in the order of their needs, keeps them running, and stops them. */
export class Supervisor {
  readonly #processes: readonly ManagedProcess[];
  readonly #startedAt = new Date().toISOString();
  readonly #report: (status: SupervisorStatus) => void;

  /** @param report gets the whole status after every change */
  constructor(
    components: readonly Component[],
    report: (status: SupervisorStatus) => void,
    settings?: SupervisorSettings,
  ) {
    this.#report = report;
    this.#processes = components.map(
      (component) =>
        new ManagedProcess(
          component,
          () => {
            this.#changed();
          },
          settings,
        ),
    );
  }

  /** Starts every program once those that it needs are ready; returns when each is ready or given up. */
  async start(): Promise<void> {
    const ready = new Map<string, Promise<boolean>>();
    const start = (name: string): Promise<boolean> => {
      const known = ready.get(name);
      if (known !== undefined) return known;
      const managed = this.#named(name);
      const result = Promise.all(managed.component.after.map(start)).then(
        (needs) => needs.every(Boolean) && managed.start(),
      );
      ready.set(name, result);
      return result;
    };
    this.#changed();
    await Promise.all(this.#processes.map(({ component }) => start(component.name)));
  }

  /** Stops the named programs at the same time; see {@link ManagedProcess.stop}. */
  async stop(names: readonly string[], grace: number): Promise<void> {
    await Promise.all(names.map((name) => this.#named(name).stop(grace)));
  }

  #named(name: string): ManagedProcess {
    const found = this.#processes.find(({ component }) => component.name === name);
    if (found === undefined) throw new Error(`no program is called ${name}`);
    return found;
  }

  #changed(): void {
    this.#report({
      startedAt: this.#startedAt,
      components: this.#processes.map(({ status }) => status),
    });
  }
}
