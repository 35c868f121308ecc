import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import axios from "axios";

import { waitFor } from "../../local/support/wait.ts";
import { alertmanagerConfig, type Route } from "../../monitoring/routing/config.ts";
import { keyFiles } from "../../monitoring/routing/keys.ts";
import type { Recipients } from "../../monitoring/routing/receivers.ts";
import type { Timing } from "../../monitoring/routing/timings.ts";

/** The real Alertmanager on a loopback port, with the configuration and the key files that a stack's pod has. */
export class RealAlertmanager {
  readonly #process: ChildProcess;
  /** What it printed so far. */
  log = "";
  #url = "";

  private constructor(process: ChildProcess) {
    this.#process = process;
    process.stderr?.on("data", (chunk: Buffer) => (this.log += chunk.toString("utf8")));
  }

  /**
   * @param path the program
   * @param folder where its files are, of this Alertmanager alone
   * @param shorten what a route waits in this test, since real waits are minutes to days
   */
  static async start(
    path: string,
    folder: string,
    recipients: Recipients,
    shorten: (route: Route) => Timing,
    env: NodeJS.ProcessEnv = {},
  ): Promise<RealAlertmanager> {
    const keysFolder = join(folder, "keys");
    await mkdir(keysFolder);
    const files = keyFiles(recipients);
    for (const [name, value] of Object.entries(files)) {
      await writeFile(join(keysFolder, name), value);
    }
    const { receivers } = recipients;
    const config = alertmanagerConfig({
      receivers,
      keysFolder,
      keyFiles: new Set(Object.keys(files)),
    });
    const routes = config.route.routes.map((route) => ({ ...route, ...shorten(route) }));
    const file = join(folder, "alertmanager.json");
    await writeFile(file, JSON.stringify({ ...config, route: { ...config.route, routes } }));
    const child = spawn(
      path,
      [
        `--config.file=${file}`,
        `--storage.path=${join(folder, "data")}`,
        "--web.listen-address=127.0.0.1:0",
        "--cluster.listen-address=",
        // More than it says in a stack.
        "--log.level=debug",
      ],
      { cwd: folder, stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, ...env } },
    );
    const started = new RealAlertmanager(child);
    try {
      await waitFor("Alertmanager", () => Promise.resolve(started.#findUrl()), { timeout: 20_000 });
    } catch (error) {
      child.kill("SIGKILL");
      throw new Error(`Alertmanager did not start:\n${started.log}`, { cause: error });
    }
    return started;
  }

  #findUrl(): boolean {
    const address = /msg="Listening on" address=(\S+)/.exec(this.log)?.[1];
    this.#url = `http://${address ?? ""}`;
    return address !== undefined;
  }

  /** Alerts as Prometheus sends them; with `endsAt` in the past they are resolved. */
  async post(alerts: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    await axios.post(`${this.#url}/api/v2/alerts`, alerts);
  }

  /** The labels of the alerts that fire and that nothing holds back. */
  async unsuppressed(): Promise<Readonly<Record<string, string>>[]> {
    const { data } = await axios.get<{ labels: Record<string, string> }[]>(
      `${this.#url}/api/v2/alerts`,
      { params: { active: true, silenced: false, inhibited: false } },
    );
    return data.map(({ labels }) => labels);
  }

  /** All that its API and its metrics tell whoever may ask. */
  async everything(): Promise<string> {
    const paths = ["api/v2/status", "api/v2/alerts", "api/v2/receivers", "metrics"];
    const answers = await Promise.all(
      paths.map((path) => axios.get<string>(`${this.#url}/${path}`, { responseType: "text" })),
    );
    return answers.map(({ data }) => data).join("\n");
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => this.#process.once("exit", done));
    this.#process.kill("SIGKILL");
    await ended;
  }
}
