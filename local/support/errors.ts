/** This machine, or the way the command was called, cannot do what was asked. The message says what to do; exit code 2. */
export class MachineError extends Error {
  override readonly name = "MachineError";
}

/** A step of a longer job failed. `detail` is what a person reads to find out why, usually the end of a log. */
export class StepError extends Error {
  override readonly name = "StepError";
  readonly step: string;
  readonly detail: string;
  readonly resume: string;

  /**
   * @param step what was being done, such as "build prysm v7.0.0"
   * @param detail the end of the log, or the reason
   * @param resume how to go on once the reason is gone
   */
  constructor(step: string, detail: string, resume: string) {
    super(`${step} failed\n${indent(detail)}\n  to resume: ${resume}`);
    this.step = step;
    this.detail = detail;
    this.resume = resume;
  }
}

/** A command ended with another code than 0, or by a signal, or ran out of time. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly command: readonly string[];
  /** The exit code, or undefined when a signal or the time limit ended it. */
  readonly code: number | undefined;
  readonly stderr: string;

  constructor(
    command: readonly string[],
    code: number | undefined,
    reason: string,
    stderr: string,
  ) {
    const tail = lastLines(stderr, 12);
    super(`${command.join(" ")}: ${reason}${tail === "" ? "" : `\n${indent(tail)}`}`);
    this.command = command;
    this.code = code;
    this.stderr = stderr;
  }
}

/** The last `count` lines of a text, without the empty line that a final newline makes. */
export function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}

function indent(text: string): string {
  return text
    .split("\n")
    .map((line) => `  | ${line}`)
    .join("\n");
}
