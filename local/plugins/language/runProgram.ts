import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

import type { PropertyMap } from "../grpc/values.ts";

/** What the engine asks to be run, in plain values. */
export interface ProgramRun {
  readonly project: string;
  readonly stack: string;
  readonly organization: string;
  readonly rootDirectory: string;
  readonly programDirectory: string;
  readonly entryPoint: string;
  readonly workingDirectory: string;
  readonly args: readonly string[];
  /** Configuration by `namespace:key`, secrets in plain. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
  readonly dryRun: boolean;
  /** Resource operations at a time. */
  readonly parallel: number;
  readonly monitorAddress: string;
  readonly engineAddress: string;
  /** `runtime.options` of Pulumi.yaml. */
  readonly options: PropertyMap;
}

/** The SDK's runner ends with this code when it has shown the error to the user already. */
const alreadyShown = 32;

/** How a program ended: well, with an error to show, or with one that was shown (`bail`). */
export interface ProgramResult {
  readonly error: string;
  readonly bail: boolean;
}

/**
 * Runs a program by the runner of the SDK that the program itself has installed, with this Node. The configuration
 * goes in environment variables because it holds secrets, which a command line would show to every process.
 */
export async function runProgram(
  run: ProgramRun,
  onStart: (child: ChildProcess) => void,
): Promise<ProgramResult> {
  let runner: string;
  try {
    runner = resolveFrom(run.programDirectory, "@pulumi/pulumi/cmd/run/index.js");
  } catch {
    const error = `the Pulumi SDK is not installed in ${run.programDirectory}: run npm install there`;
    return { error, bail: false };
  }
  const child = spawn(process.execPath, [...nodeArgs(run.options), runner, ...runnerArgs(run)], {
    cwd: run.workingDirectory,
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(run.config),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(run.secretKeys),
      PULUMI_NODEJS_TYPESCRIPT: String(run.options["typescript"] !== false),
    },
  });
  onStart(child);
  const [code, signal] = await ended(child);
  if (code === 0) return { error: "", bail: false };
  if (code === alreadyShown) return { error: "", bail: true };
  const how = signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
  return { error: `the program ended with ${how}`, bail: false };
}

/** A module's file as a program in `directory` would import it. */
export function resolveFrom(directory: string, module: string): string {
  return createRequire(join(directory, "package.json")).resolve(module);
}

/** The options for Node itself from `runtime.options.nodeargs`. */
export function nodeArgs(options: PropertyMap): string[] {
  const args = options["nodeargs"];
  return typeof args === "string" ? args.split(/\s+/).filter((arg) => arg !== "") : [];
}

/** Waits for the end of a process. */
export function ended(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      resolve([code, signal]);
    });
  });
}

function runnerArgs(run: ProgramRun): string[] {
  const flags: Record<string, string> = {
    monitor: run.monitorAddress,
    engine: run.engineAddress,
    project: run.project,
    stack: run.stack,
    organization: run.organization,
    "root-directory": run.rootDirectory,
    pwd: run.workingDirectory,
    parallel: String(run.parallel),
  };
  const given = Object.entries(flags).filter(([, value]) => value !== "");
  return [
    ...given.flatMap(([name, value]) => [`--${name}`, value]),
    ...(run.dryRun ? ["--dry-run"] : []),
    run.entryPoint || ".",
    ...run.args,
  ];
}
