import type { Pulumi } from "../engine/pulumi.ts";
import { CommandError } from "../support/errors.ts";

/** What this project reads of a stack's state. */
export interface StackState {
  /** The salt of its secrets, where they are encrypted with a passphrase. */
  readonly salt: string | undefined;
  /** The URNs of its resources, the stack itself left out. */
  readonly resources: readonly string[];
  /** Those of them that Pulumi refuses to delete. */
  readonly protectedResources: readonly string[];
}

interface Export {
  readonly deployment?: {
    readonly secrets_providers?: { readonly state?: { readonly salt?: string } };
    readonly resources?: readonly {
      readonly urn: string;
      readonly type: string;
      readonly protect?: boolean;
    }[];
  };
}

/** The state of a stack, or undefined where the backend has no such stack. Secrets stay encrypted. */
export async function readState(pulumi: Pulumi, stack: string): Promise<StackState | undefined> {
  const { code, stdout, stderr } = await pulumi.try("stack", "export", "--stack", stack);
  if (code !== 0) {
    if (stderr.includes("no stack named")) return undefined;
    throw new CommandError(
      ["pulumi", "stack", "export"],
      code,
      `exit code ${code}, expected 0`,
      stderr,
    );
  }
  const { deployment } = JSON.parse(stdout) as Export;
  const resources = (deployment?.resources ?? []).filter(
    ({ type }) => type !== "pulumi:pulumi:Stack",
  );
  return {
    salt: deployment?.secrets_providers?.state?.salt,
    resources: resources.map(({ urn }) => urn),
    protectedResources: resources.filter(({ protect }) => protect === true).map(({ urn }) => urn),
  };
}

/** A stack that is to be destroyed has resources that Pulumi refuses to delete. */
export class ProtectedError extends Error {
  override readonly name = "ProtectedError";
  readonly stackName: string;
  readonly urns: readonly string[];

  constructor(stack: string, urns: readonly string[]) {
    super(
      `stack ${stack} has ${urns.length} protected resources, so nothing is destroyed:\n` +
        urns.map((urn) => `  ${urn}`).join("\n") +
        `\nTo give them up: pulumi state unprotect --stack ${stack} --yes '<urn>', then again`,
    );
    this.stackName = stack;
    this.urns = urns;
  }
}
