import { setTimeout as sleep } from "node:timers/promises";

import type { PropertyMap } from "../../local/plugins/grpc/values.ts";
import { mapAt, mapsAt, stringAt } from "../../local/plugins/grpc/values.ts";
import type { KubernetesClient } from "../../local/plugins/kubernetes/client.ts";

/**
 * Says of every pod that it runs and is ready, and of a Job's that it has succeeded, as a kubelet would, where no node is
 * there to run it. What is proven with it is how the engine and the controllers act, and nothing of the pods: they are
 * never started.
 */
export class PodRunner {
  readonly #client: KubernetesClient;
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  constructor(client: KubernetesClient) {
    this.#client = client;
    this.#done = this.#run();
  }

  /** Leaves the pods as they are from now on. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const pods = mapsAt((await this.#client.get("/api/v1/pods")) ?? {}, "items");
      const waiting = pods.filter((pod) => mapAt(pod, "status")["phase"] === "Pending");
      // A pod that is deleted meanwhile is no concern.
      await Promise.allSettled(waiting.map((pod) => this.#markReady(pod)));
      await sleep(200, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }

  async #markReady(pod: PropertyMap): Promise<void> {
    const metadata = mapAt(pod, "metadata");
    const path = `/api/v1/namespaces/${stringAt(metadata, "namespace") ?? ""}/pods/${stringAt(metadata, "name") ?? ""}`;
    const lastTransitionTime = new Date().toISOString();
    const ends = mapAt(metadata, "labels")["batch.kubernetes.io/job-name"] !== undefined;
    await this.#client.send({
      method: "PATCH",
      path: `${path}/status`,
      contentType: "application/merge-patch+json",
      body: {
        status: {
          phase: ends ? "Succeeded" : "Running",
          // Endpoints are addresses; this one is of the range for documentation.
          podIP: "192.0.2.1",
          podIPs: [{ ip: "192.0.2.1" }],
          conditions: [{ type: "Ready", status: ends ? "False" : "True", lastTransitionTime }],
        },
      },
    });
  }
}
