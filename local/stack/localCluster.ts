import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";

import { findInstance } from "../cluster/instance.ts";
import { adminKubeconfig } from "../cluster/layout.ts";
import { userKubeconfig } from "../cluster/otherCluster.ts";
import { stacksDir } from "../engine/layout.ts";
import { mapAt, stringAt } from "../plugins/grpc/values.ts";
import { KubernetesClient } from "../plugins/kubernetes/client.ts";
import { loadAccess } from "../plugins/kubernetes/kubeconfig.ts";
import { readIfExists, writeAtomic } from "../support/files.ts";
import { repoDir } from "../support/paths.ts";

/** Whether the cluster is the one that this project starts: the user has named no other. */
export function isLocalCluster(env: NodeJS.ProcessEnv): boolean {
  return userKubeconfig(env) === undefined;
}

/** Whether the local cluster runs on this machine. */
export function localClusterRuns(): boolean {
  return findInstance() !== undefined;
}

/**
 * Starts the local cluster, or does nothing where it runs or the user has named another one.
 *
 * @param onlyCluster leave out the images of the project: a preview needs none
 * @returns the exit code of `local/cluster/up.ts`
 */
export function startCluster(onlyCluster: boolean): Promise<number> {
  return runLocal("local/cluster/up.ts", ...(onlyCluster ? ["--only-cluster"] : []));
}

/** Stops the local cluster. @returns the exit code of `local/cluster/down.ts` */
export function stopCluster(): Promise<number> {
  return runLocal("local/cluster/down.ts");
}

function runLocal(program: string, ...args: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(repoDir, program), ...args], { stdio: "inherit" });
    child.once("error", reject);
    child.once("exit", (code) => {
      resolve(code ?? 1);
    });
  });
}

/**
 * What tells a cluster from a later one in its place: the uid of its first namespace. A local cluster that was stopped
 * or lost takes its objects with it, while the state of a stack still speaks of them.
 */
export async function clusterIdentity(): Promise<string> {
  const access = loadAccess({ kubeconfig: adminKubeconfig }, {});
  const namespace = await new KubernetesClient(access).get("/api/v1/namespaces/kube-system");
  return stringAt(mapAt(namespace ?? {}, "metadata"), "uid") ?? "";
}

/** The cluster that a stack was deployed to last, or undefined where it is not known. */
export async function deployedTo(stack: string): Promise<string | undefined> {
  return (await readIfExists(identityFile(stack)))?.trim();
}

/** Remembers the cluster that a stack is deployed to; undefined forgets it. */
export async function rememberCluster(stack: string, identity: string | undefined): Promise<void> {
  if (identity === undefined) await rm(identityFile(stack), { force: true });
  else await writeAtomic(identityFile(stack), `${identity}\n`);
}

function identityFile(stack: string): string {
  return join(stacksDir, `${stack}.cluster`);
}
