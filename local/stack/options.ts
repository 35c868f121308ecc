import { parseArgs } from "node:util";

import { MachineError } from "../support/errors.ts";

/** What can be done with a stack. */
export const operations = ["up", "preview", "down", "output"] as const;

/** One of {@link operations}. */
export type Operation = (typeof operations)[number];

/** The command line of `local/stack.ts`. */
export interface StackOptions {
  readonly operation: Operation;
  readonly stack: string;
  /** Arguments for Pulumi, after `--`. */
  readonly rest: readonly string[];
}

/** How `local/stack.ts` is called. */
export const usage = `usage: node local/stack.ts ${operations.join("|")} [--stack dev] [-- arguments for pulumi]

  up       starts the local cluster if KUBECONFIG names no other, deploys the stack, prints its outputs and its peers
  preview  shows what up would do
  down     destroys the stack, and stops the local cluster when no other stack is left on it
  output   prints the stack's outputs
`;

/** The call cannot be understood. */
export class UsageError extends MachineError {
  constructor(problem: string) {
    super(`${problem}\n${usage}`);
  }
}

/** Reads the command line. @throws UsageError where it cannot be understood */
export function parseOptions(args: readonly string[]): StackOptions {
  const end = args.indexOf("--");
  const own = end < 0 ? args : args.slice(0, end);
  const rest = end < 0 ? [] : args.slice(end + 1);
  let parsed;
  try {
    parsed = parseArgs({
      args: [...own],
      options: { stack: { type: "string", default: "dev" } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const [word, ...others] = parsed.positionals;
  const operation = operations.find((name) => name === word);
  if (operation === undefined) {
    throw new UsageError(
      `"${word ?? ""}" is no operation; expected one of ${operations.join(", ")}`,
    );
  }
  if (others.length > 0) {
    throw new UsageError(
      `"${others.join(" ")}" is not expected; arguments for pulumi come after --`,
    );
  }
  return { operation, stack: parsed.values.stack, rest };
}
