import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { sandboxImage } from "../../local/cluster/layout.ts";
import { waitFor } from "../../local/support/wait.ts";
import { api } from "./clusterApi.ts";
import { container, findPod } from "./clusterPods.ts";
import { containerProcess } from "./clusterProcesses.ts";

/** A port that something answers at. */
export interface Port {
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
}

/** A port to answer at. */
export interface OwnPort extends Port {
  /** Default: every address. UDP must be told where there are several, or it answers from the first. */
  readonly address?: string;
}

/** What is tried. UDP is reached where the answer comes back. */
export interface Target extends Port {
  readonly host: string;
}

/** What a {@link FlowAgent} is told. */
export type Asked =
  { readonly listen: readonly OwnPort[] } | { readonly attempt: Readonly<Record<string, Target>> };

/** A process in a network of its own that answers at ports and tries others. */
export class FlowAgent implements AsyncDisposable {
  readonly #child: ChildProcess;

  /** @param command what puts a program into that network */
  constructor(command: readonly string[]) {
    const [program = "", ...args] = command;
    const agent = fileURLToPath(import.meta.resolve("./flowAgent.ts"));
    this.#child = spawn(program, [...args, process.execPath, agent], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
  }

  listen(ports: readonly OwnPort[]): Promise<unknown> {
    return this.#ask({ listen: ports });
  }

  /** The names of what it reached. */
  async attempt(targets: Readonly<Record<string, Target>>): Promise<ReadonlySet<string>> {
    return new Set((await this.#ask({ attempt: targets })) as string[]);
  }

  async #ask(asked: Asked): Promise<unknown> {
    this.#child.send(asked);
    const [{ value, error }] = (await once(this.#child, "message")) as [
      { value?: unknown; error?: string },
    ];
    if (error !== undefined) throw new Error(error);
    return value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await ended;
  }
}

/** A pod that does nothing but have labels, an address and the policies that are meant for it. */
export interface FlowPod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Makes such pods. @returns each one's address, and how a program is run in its network, by its name */
export async function startPods(
  pods: readonly FlowPod[],
): Promise<ReadonlyMap<string, { readonly ip: string; readonly command: readonly string[] }>> {
  for (const { name, namespace, labels } of pods)
    await api().send({
      method: "POST",
      path: `/api/v1/namespaces/${namespace}/pods`,
      body: {
        ...{ apiVersion: "v1", kind: "Pod" },
        metadata: { name, namespace, labels: { ...labels } },
        spec: {
          ...{ enableServiceLinks: false, automountServiceAccountToken: false },
          terminationGracePeriodSeconds: 0,
          containers: [{ name: "pause", image: sandboxImage }],
        },
      },
    });
  const started = await Promise.all(
    pods.map(({ name, namespace }) =>
      waitFor(
        `pod ${name} of ${namespace}`,
        async () => {
          const pod = await findPod(namespace, name);
          const { podIP: ip } = pod?.status ?? {};
          if (pod?.status.phase !== "Running" || ip === undefined) return false;
          const pid = containerProcess(pod, container(pod, "pause"));
          return [name, { ip, command: ["nsenter", "--target", String(pid), "--net"] }] as const;
        },
        { timeout: 180_000, interval: 1000 },
      ),
    ),
  );
  return new Map(started);
}
