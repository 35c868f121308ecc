import assert from "node:assert/strict";

import type { RunResult } from "../../local/support/command.ts";
import { tryKubectl } from "./clusterApi.ts";
import type { KubernetesObject } from "./runStack.ts";

/** What the tests read of a workload: the pods that it would make. */
interface PodTemplate {
  readonly metadata: Record<string, unknown>;
  readonly spec: Record<string, unknown>;
}

/** The pods that a workload would make; none for any other object. */
export function podsOf(object: KubernetesObject): KubernetesObject[] {
  const { template } = (object["spec"] ?? {}) as { readonly template?: PodTemplate };
  if (template === undefined) return [];
  const { name, namespace } = object.metadata;
  return [
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { ...template.metadata, name: `${name}-0`, ...(namespace && { namespace }) },
      spec: template.spec,
    },
  ];
}

/** Shows objects to the API server, which makes nothing of them. */
export function dryRun(objects: readonly KubernetesObject[]): Promise<RunResult> {
  const input = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
  return tryKubectl(["apply", "--dry-run=server", "--validate=strict", "--filename=-"], { input });
}

/** Fails unless the API server takes all of them, without a warning. */
export async function assertAccepted(objects: readonly KubernetesObject[]): Promise<void> {
  const { code, stdout, stderr } = await dryRun(objects);
  assert.equal(stderr, "");
  assert.equal(code, 0);
  const accepted = stdout.trim().split("\n");
  assert.equal(accepted.length, objects.length);
  for (const line of accepted) assert.match(line, / created \(server dry run\)$/);
}
