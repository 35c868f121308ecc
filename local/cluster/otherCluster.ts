import { delimiter } from "node:path";
import { runUnchecked } from "../support/command.ts";
import { binDir } from "../support/paths.ts";
import { adminKubeconfig } from "./layout.ts";

/** KUBECONFIG names a cluster that does not answer. */
export class ClusterUnreachableError extends Error {
  override readonly name = "ClusterUnreachableError";
  readonly kubeconfig: string;

  constructor(kubeconfig: string, reason: string) {
    super(
      `KUBECONFIG=${kubeconfig} is set, but its cluster does not answer: ${reason}\n` +
        "  Expected a running cluster. Check the file, or unset KUBECONFIG to use a local cluster on this machine.",
    );
    this.kubeconfig = kubeconfig;
  }
}

/** The user's own KUBECONFIG, or undefined when it is not set, empty, or the local cluster's. */
export function userKubeconfig(environment: NodeJS.ProcessEnv): string | undefined {
  const value = environment["KUBECONFIG"];
  return value === undefined || value === "" || value === adminKubeconfig ? undefined : value;
}

/**
 * Asks the cluster of the user's KUBECONFIG for its version.
 * @returns what it is called and where it is, for people
 * @throws ClusterUnreachableError when it does not answer
 */
export async function describeCluster(kubeconfig: string): Promise<string> {
  const env = {
    ...process.env,
    KUBECONFIG: kubeconfig,
    PATH: `${binDir}${delimiter}${process.env["PATH"] ?? ""}`,
  };
  const kubectl = (...args: string[]): ReturnType<typeof runUnchecked> =>
    runUnchecked("kubectl", ["--request-timeout=10s", ...args], { env, timeout: 30_000 });
  const version = await kubectl("version", "--output=json");
  if (version.code !== 0) throw new ClusterUnreachableError(kubeconfig, version.stderr.trim());
  const server = (JSON.parse(version.stdout) as { serverVersion?: { gitVersion?: string } })
    .serverVersion?.gitVersion;
  const context = (await kubectl("config", "current-context")).stdout.trim();
  return `context ${context}, Kubernetes ${server ?? "of unknown version"} (KUBECONFIG=${kubeconfig})`;
}
