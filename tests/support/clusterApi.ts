import { adminKubeconfig } from "../../local/cluster/layout.ts";
import { apiGet } from "../../local/cluster/api.ts";
import type { PropertyMap } from "../../local/plugins/grpc/values.ts";
import { KubernetesClient } from "../../local/plugins/kubernetes/client.ts";
import { loadAccess } from "../../local/plugins/kubernetes/kubeconfig.ts";
import { runUnchecked } from "../../local/support/command.ts";
import type { RunOptions, RunResult } from "../../local/support/command.ts";
import { CommandError } from "../../local/support/errors.ts";
import { toolPath } from "../../local/tools/ensure.ts";

let shared: KubernetesClient | undefined;

/** The local cluster's API server, as its administrator: never a cluster that the user's KUBECONFIG names. */
export function api(): KubernetesClient {
  return (shared ??= new KubernetesClient(loadAccess({ kubeconfig: adminKubeconfig }, {})));
}

/** The objects of a list, such as `/api/v1/namespaces/ethereum/pods`. */
export async function list<T>(path: string): Promise<T[]> {
  const { items } = JSON.parse(await apiGet(path, 30_000)) as { items: T[] };
  return items;
}

/** The path at which the API server passes requests on to a Service; no NetworkPolicy is in its way. */
export function servicePath(namespace: string, service: string, port: number): string {
  return `/api/v1/namespaces/${namespace}/services/${service}:${port}/proxy`;
}

/** The same for a pod, ready or not. */
export function podPath(namespace: string, pod: string, port: number): string {
  return `/api/v1/namespaces/${namespace}/pods/${pod}:${port}/proxy`;
}

/** Asks an HTTP server in the cluster through the API server, and reads its answer as JSON. */
export async function getJson<T>(path: string): Promise<T> {
  return JSON.parse(await apiGet(path, 10_000)) as T;
}

/** Posts JSON to an HTTP server in the cluster through the API server. */
export async function postJson<T>(path: string, body: PropertyMap): Promise<T> {
  return (await api().send({ method: "POST", path, body })).body as T;
}

const environment = (): NodeJS.ProcessEnv => ({ ...process.env, KUBECONFIG: adminKubeconfig });

/** Runs kubectl and returns all that it left, whatever its exit code. */
export function tryKubectl(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return runUnchecked(toolPath("kubectl"), args, {
    env: environment(),
    timeout: 120_000,
    ...options,
  });
}

/** Runs kubectl and returns its standard output. @throws CommandError where it fails */
export async function kubectl(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await tryKubectl(args);
  if (code !== 0) {
    throw new CommandError(["kubectl", ...args], code, `exit code ${code}, expected 0`, stderr);
  }
  return stdout;
}
