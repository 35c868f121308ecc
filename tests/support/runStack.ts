import * as pulumi from "@pulumi/pulumi";
import { registered, run, type RunOptions } from "./mocks.ts";
import { stackConfig, type StackName } from "./stackConfig.ts";

let runs = 0;

/**
 * Runs the whole program (`index.ts`) against the mocks with a stack's settings; what it asked for is in `registered`.
 *
 * @param override settings that replace the stack's own, by full key: `{ "ethnode:executionStorage": "1Gi" }`
 * @returns the stack's outputs
 */
export async function runStack(
  stack: StackName,
  override: Record<string, string> = {},
  options: RunOptions = {},
): Promise<Record<string, unknown>> {
  const config = { ...(await stackConfig(stack)), ...override };
  return run(async () => {
    pulumi.runtime.setAllConfig(config);
    // A query makes Node evaluate the program anew: imported again, it would create nothing.
    runs += 1;
    const module: unknown = await import(`../../index.ts?run=${runs}`);
    return module as Record<string, unknown>;
  }, options);
}

/** A Kubernetes object as `kubectl` takes it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** The Kubernetes objects of the last run, in the order of registration. */
export function kubernetesObjects(): KubernetesObject[] {
  return registered
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ type, name, inputs }) => {
      const [, group = "", kind = ""] = type.split(":");
      const metadata = inputs["metadata"] as Record<string, unknown>;
      return {
        ...inputs,
        apiVersion: group.replace(/^core\//, ""),
        kind,
        metadata: { name: `${name}-1a2b3c4d`, ...metadata },
      };
    });
}
