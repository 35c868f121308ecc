import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";

import type { PropertyMap } from "../grpc/values.ts";
import { nodeArgs, resolveFrom } from "./runProgram.ts";

/** A policy pack in TypeScript or JavaScript that the engine asks to be started. */
export interface PluginRun {
  readonly programDirectory: string;
  readonly workingDirectory: string;
  readonly args: readonly string[];
  /** `KEY=value` lines. */
  readonly env: readonly string[];
  readonly options: PropertyMap;
}

/**
 * Starts the plugin with its output piped. TypeScript goes through the SDK's runner for policy packs, which compiles by
 * ts-node; with `typescript: false` the pack's main file is run as it is, and Node strips the types.
 */
export function startPlugin(run: PluginRun): ChildProcess {
  const typescript = run.options["typescript"] !== false;
  const program = typescript
    ? [
        resolveFrom(run.programDirectory, "@pulumi/pulumi/cmd/run-policy-pack/index.js"),
        ...run.args,
        run.programDirectory,
      ]
    : [resolveFrom(run.programDirectory, run.programDirectory), ...run.args];
  return spawn(process.execPath, [...nodeArgs(run.options), ...program], {
    cwd: run.workingDirectory,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...parseEnv(run.env), PULUMI_NODEJS_TYPESCRIPT: String(typescript) },
  });
}

function parseEnv(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}
