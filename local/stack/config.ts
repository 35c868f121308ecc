import { copyFile, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";

import { stacksDir } from "../engine/layout.ts";
import type { Pulumi } from "../engine/pulumi.ts";
import { MachineError } from "../support/errors.ts";
import { readIfExists, writeAtomic } from "../support/files.ts";
import { repoDir } from "../support/paths.ts";
import { readState } from "./state.ts";

/** There is no configuration for a stack of that name. */
export class UnknownStackError extends MachineError {
  readonly stackName: string;

  constructor(stack: string, known: readonly string[]) {
    super(
      `unknown stack "${stack}": there is no Pulumi.${stack}.yaml; expected one of ${known.join(", ")}`,
    );
    this.stackName = stack;
  }
}

/**
 * Makes the stack in the local backend if it is not there, and its configuration file for this run.
 *
 * Pulumi keeps the salt of a stack's secrets in its configuration file and would write it into the committed one; the
 * salt belongs to this machine's state, so it goes into a copy, made anew for each run.
 *
 * @returns the arguments that make Pulumi use this stack and its file
 * @throws UnknownStackError where the repository has no configuration for it
 */
export async function openStack(pulumi: Pulumi, stack: string): Promise<string[]> {
  const committed = join(repoDir, `Pulumi.${stack}.yaml`);
  const text = await readIfExists(committed);
  if (text === undefined) throw new UnknownStackError(stack, await knownStacks());
  const state = await readState(pulumi, stack);
  const salt = state?.salt ?? (await createStack(pulumi, stack));
  const ownSalt = (parse(text) as { encryptionsalt?: unknown } | null)?.encryptionsalt;
  // The user has set a secret in the file itself: then the file has the salt, and is used as it is.
  if (ownSalt !== undefined) return ["--stack", stack];
  const copy = join(stacksDir, `Pulumi.${stack}.yaml`);
  await writeAtomic(copy, `${text.trimEnd()}\nencryptionsalt: ${salt}\n`, 0o600);
  return ["--stack", stack, "--config-file", copy];
}

async function knownStacks(): Promise<string[]> {
  const names = await readdir(repoDir);
  return names.flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
}

/** @returns the salt of the new stack's secrets */
async function createStack(pulumi: Pulumi, stack: string): Promise<string> {
  // Made from a folder with nothing but the project's name, where Pulumi may write the salt.
  const folder = join(stacksDir, "new");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await copyFile(join(repoDir, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  await pulumi.in(folder).read("stack", "init", stack, "--secrets-provider", "passphrase");
  // So that `pulumi preview` by hand finds it without being told.
  await pulumi.read("stack", "select", stack);
  const salt = (await readState(pulumi, stack))?.salt;
  if (salt === undefined) throw new Error(`the new stack ${stack} has no salt for its secrets`);
  return salt;
}
