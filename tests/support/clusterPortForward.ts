import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { adminKubeconfig } from "../../local/cluster/layout.ts";
import { toolPath } from "../../local/tools/ensure.ts";

/** A port of a pod or a Service, on this machine's loopback for as long as it is used. */
export interface ForwardedPort extends AsyncDisposable {
  /** `http://127.0.0.1:…` */
  readonly url: string;
}

const patienceMs = 15_000;

/**
 * Forwards a port with kubectl. No NetworkPolicy is in its way: it ends inside the pod.
 * @param target `pod/node-0-geth-0`, `service/prometheus`
 */
export async function forwardPort(
  namespace: string,
  target: string,
  port: number,
): Promise<ForwardedPort> {
  const child = spawn(
    toolPath("kubectl"),
    ["port-forward", `--namespace=${namespace}`, target, `:${port}`],
    {
      env: { ...process.env, KUBECONFIG: adminKubeconfig },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const exited = once(child, "exit");
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await exited;
  };
  try {
    const lines = createInterface({ input: child.stdout });
    const [line] = (await once(lines, "line", {
      signal: AbortSignal.timeout(patienceMs),
    })) as [string];
    const local = /127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (local === undefined) throw new Error(`kubectl port-forward said "${line}"`);
    return { url: `http://127.0.0.1:${local}`, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
