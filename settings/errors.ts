import * as pulumi from "@pulumi/pulumi";

/** One thing that is wrong with a stack's settings. */
export interface SettingProblem {
  /** The key as the user writes it: `ethnode:nodes[1].name`. */
  readonly key: string;
  /** What was there, as the user wrote it; `undefined` where nothing was. */
  readonly came: unknown;
  /** What should be there, to follow the word "expected". */
  readonly expected: string;
}

/**
 * A stack's settings are wrong. Names every problem at once, so that one run is enough to mend them.
 *
 * Pulumi shows a RunError's message without a stack trace, since nothing is wrong with the program.
 */
export class SettingsError extends pulumi.RunError {
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[]) {
    super(problems.map(describe).join("\n"));
    this.problems = problems;
  }
}

/** `ethnode:executionStorage: came "1000", expected a size with its unit, such as 500Gi` */
export function describe({ key, came, expected }: SettingProblem): string {
  return `${key}: came ${came === undefined ? "nothing" : JSON.stringify(came)}, expected ${expected}`;
}
