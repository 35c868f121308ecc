import * as pulumi from "@pulumi/pulumi";

import { registered, valueOf, type Registered } from "../../support/mocks.ts";
import { pods, type Pod } from "../../support/pods.ts";
import { kubernetesObjects, runStack, type KubernetesObject } from "../../support/runStack.ts";
import { stackConfig, stacks, type StackName } from "../../support/stackConfig.ts";

/** A whole stack, as the program asks the engine for it. */
export interface BuiltStack {
  readonly name: StackName;
  readonly registered: readonly Registered[];
  readonly objects: readonly KubernetesObject[];
  readonly pods: readonly Pod[];
  /** The names of its nodes. */
  readonly nodes: readonly string[];
  readonly namespaces: { readonly nodes: string; readonly monitoring: string };
  /** Its outputs, the secret ones too. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Names of the outputs that are secret. */
  readonly secretOutputs: readonly string[];
}

const built = new Map<StackName, Promise<BuiltStack>>();

/** A stack, made once for all tests. */
export function stack(name: StackName): Promise<BuiltStack> {
  const made = built.get(name) ?? build(name);
  built.set(name, made);
  return made;
}

/** All stacks, one after the other: the mocks are one for the whole process. */
export async function allStacks(): Promise<BuiltStack[]> {
  const all: BuiltStack[] = [];
  for (const name of stacks) all.push(await stack(name));
  return all;
}

/** Declares a test that must hold in every stack. */
export function inEveryStack(title: string, check: (built: BuiltStack) => void): void {
  for (const name of stacks) {
    it(`${title}: ${name}`, async () => {
      check(await stack(name));
    });
  }
}

async function build(name: StackName): Promise<BuiltStack> {
  const outputs = await runStack(name);
  const config = await stackConfig(name);
  const objects = kubernetesObjects();
  const nodes = JSON.parse(config["ethnode:nodes"] ?? "[]") as { name: string }[];
  return {
    name,
    registered: [...registered],
    objects,
    pods: pods(objects),
    nodes: nodes.map((node) => node.name),
    namespaces: {
      nodes: config["ethnode:nodesNamespace"] ?? "",
      monitoring: config["ethnode:monitoringNamespace"] ?? "",
    },
    outputs: (await valueOf(pulumi.output({ ...outputs }))) ?? {},
    secretOutputs: await secrets(outputs),
  };
}

async function secrets(outputs: Record<string, unknown>): Promise<string[]> {
  const all = await Promise.all(
    Object.entries(outputs).map(
      async ([key, value]) => [key, await pulumi.isSecret(pulumi.output(value))] as const,
    ),
  );
  return all.filter(([, secret]) => secret).map(([key]) => key);
}
