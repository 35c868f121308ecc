import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import axios from "axios";

/** One series of an instant query's answer. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** A real Prometheus on this machine, for a test. */
export interface LocalPrometheus {
  /** `http://127.0.0.1:…` */
  readonly url: string;
  /** Its data, configuration and log. */
  readonly folder: string;
  /** Asks for the value of an expression now. */
  readonly query: (expression: string) => Promise<Sample[]>;
  /** Ends it, and removes its folder. */
  readonly stop: () => Promise<void>;
}

/** A TCP port of this machine that nobody has at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}

/**
 * Starts Prometheus and waits until it can be asked.
 *
 * @param program the path of the program
 * @param config its configuration; the path of its rule file is that of `rules.json` in its folder
 * @param folder with data to start from. Default: a new one
 */
export async function startPrometheus(
  program: string,
  config: object,
  rules?: object,
  folder?: string,
): Promise<LocalPrometheus> {
  const home = folder ?? (await mkdtemp(join(tmpdir(), "ethnode-prometheus-")));
  const port = await freePort();
  const file = join(home, "prometheus.json");
  const ruleFile = join(home, "rules.json");
  if (rules !== undefined) await writeFile(ruleFile, JSON.stringify(rules));
  await writeFile(
    file,
    JSON.stringify({ ...config, ...(rules === undefined ? {} : { rule_files: [ruleFile] }) }),
  );
  const log: string[] = [];
  const child = spawn(
    program,
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(home, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--log.level=warn",
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  child.stderr.on("data", (text: Buffer) => log.push(text.toString()));
  const ended = once(child, "exit");
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    if (child.exitCode === null) await ended;
    await rm(home, { recursive: true, force: true });
  };
  for (let tries = 0; ; tries += 1) {
    const ready = await axios.get(`${url}/-/ready`, { validateStatus: () => true }).then(
      ({ status }) => status === 200,
      () => false,
    );
    if (ready) break;
    if (child.exitCode !== null || tries > 150) {
      await stop();
      throw new Error(`Prometheus did not start:\n${log.join("")}`);
    }
    await sleep(200);
  }
  return {
    url,
    folder: home,
    stop,
    query: async (query) => {
      const answer = await axios.get<{ data: { result: Sample[] } }>(`${url}/api/v1/query`, {
        params: { query },
      });
      return answer.data.data.result;
    },
  };
}

/** The text of a recorded scrape. */
export const recordedScrape = (job: string): Promise<string> =>
  readFile(join(import.meta.dirname, `../fixtures/scrapes/${job}.prom`), "utf8");
