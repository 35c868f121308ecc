import { readFile } from "node:fs/promises";
import { parse } from "yaml";

/** The stacks that the repository has. */
export const stacks = ["dev", "hoodi", "sepolia", "mainnet"] as const;
export type StackName = (typeof stacks)[number];

const root = new URL("../../", import.meta.url);

async function configOf(file: string): Promise<Record<string, unknown>> {
  const document = parse(await readFile(new URL(file, root), "utf8")) as {
    config: Record<string, unknown>;
  };
  return document.config;
}

/** A stack's settings as its file could say all of them: the defaults of `Pulumi.yaml` under what the file says. */
export async function fileConfig(stack: StackName): Promise<Record<string, unknown>> {
  const schema = (await configOf("Pulumi.yaml")) as Record<string, { default?: unknown }>;
  const defaults = Object.entries(schema)
    .filter(([, { default: value }]) => value !== undefined)
    .map(([key, { default: value }]) => [`ethnode:${key}`, value] as const);
  return { ...Object.fromEntries(defaults), ...(await configOf(`Pulumi.${stack}.yaml`)) };
}

/**
 * A stack's settings as the engine hands them to the program: the defaults of `Pulumi.yaml` under what the stack's file
 * says, every value as text, lists as JSON. The engine tests prove that the engine does the same.
 */
export async function stackConfig(stack: StackName): Promise<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(await fileConfig(stack)).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}
