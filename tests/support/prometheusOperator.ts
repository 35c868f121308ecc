import { spawn, type ChildProcess } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

import { parse } from "yaml";

import type { KubernetesClient } from "../../local/plugins/kubernetes/client.ts";
import type { PropertyMap } from "../../local/plugins/grpc/values.ts";
import { runUnchecked } from "../../local/support/command.ts";
import { repoDir } from "../../local/support/paths.ts";
import { waitFor } from "../../local/support/wait.ts";
import { toolPath } from "../../local/tools/ensure.ts";
import type { ApiServer } from "./apiServer.ts";
import type { KubernetesObject } from "./runStack.ts";

const module = "github.com/prometheus-operator/prometheus-operator";
const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/**
 * Installs the definitions of the operator's kinds from its Go module, of the version and the checksum that its tool's
 * module files pin: the operator's own, which no copy here could fall behind.
 */
export async function installOperatorKinds(client: KubernetesClient): Promise<void> {
  const folder = join(await moduleFolder(), "example/prometheus-operator-crd");
  for (const file of await readdir(folder)) {
    const body = parse(await readFile(join(folder, file), "utf8")) as PropertyMap;
    const { name } = body["metadata"] as { name: string };
    if ((await client.get(`${definitions}/${name}`)) === undefined) {
      await client.send({ method: "POST", path: definitions, body });
    }
    await waitFor(`the kind ${name}`, () => isServed(client, name), { timeout: 30_000 });
  }
}

async function moduleFolder(): Promise<string> {
  const { code, stdout, stderr } = await runUnchecked("go", ["mod", "download", "-json", module], {
    cwd: resolve(repoDir, "local/tools/prometheus-operator"),
  });
  const said = JSON.parse(stdout === "" ? "{}" : stdout) as { Dir?: string; Error?: string };
  if (code !== 0 || said.Dir === undefined) throw new Error(said.Error ?? stderr);
  return said.Dir;
}

async function isServed(client: KubernetesClient, name: string): Promise<boolean> {
  const live = await client.get(`${definitions}/${name}`);
  const { conditions = [] } = (live?.["status"] ?? {}) as {
    conditions?: { type: string; status: string }[];
  };
  return conditions.some(({ type, status }) => type === "Established" && status === "True");
}

/** The operator itself, which makes configurations of what it finds on an API server. */
export class Operator {
  readonly #child: ChildProcess;
  #log = "";

  constructor(api: ApiServer) {
    // The kernel ends it with this process, whatever ends it.
    this.#child = spawn(
      "setpriv",
      [
        ...["--pdeathsig", "KILL", "--", toolPath("prometheus-operator")],
        ...["--web.listen-address=127.0.0.1:0", "--log-level=warn"],
      ],
      { env: { ...process.env, KUBECONFIG: api.kubeconfig }, stdio: ["ignore", "pipe", "pipe"] },
    );
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (chunk: Buffer) => (this.#log += chunk.toString("utf8")));
    }
  }

  /** All that it has said: at this level, what it refuses. */
  get log(): string {
    return this.#log;
  }

  stop(): void {
    this.#child.kill("SIGKILL");
  }
}

/** A file that the operator made, from one of its Secrets. */
export async function generated(
  client: KubernetesClient,
  secret: string,
  key: string,
): Promise<string | undefined> {
  const live = await client.get(`/api/v1/namespaces/${secret.replace("/", "/secrets/")}`);
  const data = (live?.["data"] ?? {}) as Record<string, string>;
  const value = data[key];
  if (value === undefined) return undefined;
  const bytes = Buffer.from(value, "base64");
  return (key.endsWith(".gz") ? await promisify(gunzip)(bytes) : bytes).toString("utf8");
}

/** Shows or gives objects to an API server with `kubectl apply`, which asks it to refuse fields that it does not know. */
export function apply(
  api: ApiServer,
  objects: readonly KubernetesObject[],
  ...args: string[]
): ReturnType<typeof runUnchecked> {
  return runUnchecked(
    toolPath("kubectl"),
    ["apply", "--server-side", "--validate=strict", "--filename=-", ...args],
    {
      env: { ...process.env, KUBECONFIG: api.kubeconfig },
      input: JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }),
    },
  );
}
