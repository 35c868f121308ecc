import { readFile, writeFile } from "node:fs/promises";
import { parse, stringify } from "yaml";

import type { PropertyMap } from "../../local/plugins/grpc/values.ts";
import { waitFor } from "../../local/support/wait.ts";
import { sharedApiServer, type ApiServer } from "./apiServer.ts";
import { EngineFixture } from "./engine.ts";

const namespace = "/api/v1/namespaces/monitoring";

/** The dev stack with other settings, of which the engine makes some objects of the monitoring namespace only. */
export class MonitoringEngine {
  readonly engine: EngineFixture;
  readonly #api: ApiServer;

  private constructor(engine: EngineFixture, api: ApiServer) {
    this.engine = engine;
    this.#api = api;
  }

  /** @param settings what replaces the dev stack's own, without `ethnode:` */
  static async open(settings: Readonly<PropertyMap>): Promise<MonitoringEngine> {
    const api = await sharedApiServer();
    const engine = await EngineFixture.ofProject(api.kubeconfig, "dev");
    const file = parse(await readFile(engine.configFile, "utf8")) as { config: PropertyMap };
    for (const [key, value] of Object.entries(settings)) file.config[`ethnode:${key}`] = value;
    await writeFile(engine.configFile, stringify(file));
    return new MonitoringEngine(engine, api);
  }

  /**
   * Previews, and makes the namespace and these objects, `Secret::grafana-admin`.
   * @returns all that the engine said of it, with every difference
   */
  async make(...objects: readonly string[]): Promise<string> {
    const { engine } = this;
    const where = ["--non-interactive", "--config-file", engine.configFile];
    const preview = await engine.ok("preview", "--diff", ...where);
    const targets = [
      "RestrictedNamespace::monitoring",
      "MonitoringStack::monitoring",
      "Namespace::monitoring",
      ...objects,
    ].flatMap((one) => ["--target", `**:${one}`]);
    return (
      preview + (await engine.ok("up", "--yes", "--skip-preview", "--diff", ...where, ...targets))
    );
  }

  /** The namespace's objects: `secrets`. */
  async objects(kind: string): Promise<PropertyMap[]> {
    const list = await this.#api.client.get(`${namespace}/${kind}`);
    return (list?.["items"] ?? []) as PropertyMap[];
  }

  /** Ends the namespace, so that the next test of the engine can begin. */
  async close(): Promise<void> {
    const { client } = this.#api;
    await client.send({ method: "DELETE", path: namespace });
    const gone = () => client.get(namespace).then((found) => found === undefined);
    await waitFor("the namespace to end", gone, { timeout: 60_000 });
    await this.engine.remove();
  }
}
