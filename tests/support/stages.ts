import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repoDir } from "../../local/support/paths.ts";
import { formatDuration, printLine } from "../../local/support/progress.ts";
import type { Need } from "./machine.ts";

/** How many tests passed, failed, and were skipped because something cannot be had here. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What failed, a line each: the test's full title and the first line of its error. */
  readonly failures: readonly string[];
}

export const none: Counts = { passed: 0, failed: 0, skipped: 0, failures: [] };

export function add(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    failures: [...a.failures, ...b.failures],
  };
}

/** A part of `make test`. */
export interface Stage {
  readonly name: string;
  /** The command and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** Whether mocha runs it, which counts its tests; any other command counts as one. */
  readonly mocha: boolean;
  /** What it wants of the machine, beyond what `npm ci` brings. */
  readonly needs: readonly Need[];
}

const tool = (name: string, ...command: [string, ...string[]]): Stage => ({
  name,
  command,
  mocha: false,
  needs: [],
});

const suite = (
  name: string,
  timeout: string,
  needs: readonly Need[],
  ...globs: string[]
): Stage => ({
  name,
  command: [
    "mocha",
    "--reporter",
    "tests/support/countingReporter.js",
    "--timeout",
    timeout,
    ...globs,
  ],
  mocha: true,
  needs,
});

/** The tests that put questions to single real programs: promtool, amtool, clients. */
const withPrograms = [
  ...["components", "monitoring", "telemetry"].map((room) => `tests/unit/${room}/**/*.spec.ts`),
  "monitor/test/real-geth.spec.ts",
];

/** The stages of `make test`, in their order. Timeouts are milliseconds for one test. */
export const stages: readonly Stage[] = [
  tool("format", "prettier", "--check", "."),
  tool("lint", "eslint", "."),
  tool("types", "tsc6", "--noEmit"),
  // Of what runs in a browser, with a browser's types.
  tool("pageTypes", "tsc6", "--noEmit", "-p", "monitor/src/web/page"),
  // Before the tools are there, of which these need none.
  suite(
    "unit",
    "60000",
    [],
    ...["tests/unit/**/*.spec.ts", "monitor/**/*.spec.ts"],
    ...withPrograms.flatMap((specs) => ["--ignore", specs]),
  ),
  // The peer monitor's page in a real Chromium.
  suite("browser", "60000", ["browser"], "tests/browser/**/*.spec.ts"),
  suite("programs", "60000", ["tools"], ...withPrograms),
  suite("engine", "300000", ["tools"], "tests/engine/**/*.spec.ts"),
  // In the order of a stack's life: mocha keeps the order of its arguments.
  suite(
    "cluster",
    "900000",
    ["tools", "cluster"],
    "tests/lifecycle/localCluster.spec.ts",
    "tests/lifecycle/stackUp.spec.ts",
    "tests/cluster/**/*.spec.ts",
    "tests/faults/**/*.spec.ts",
    "tests/lifecycle/stackGrows.spec.ts",
    "tests/lifecycle/stackDown.spec.ts",
  ),
];

/** Runs a stage with its output shown, and counts. */
export async function runStage(stage: Stage): Promise<Counts> {
  printLine(`\n== ${stage.name}`);
  const start = performance.now();
  const folder = await mkdtemp(join(tmpdir(), "ethnode-test-"));
  const countsFile = join(folder, "counts.json");
  try {
    const [program, ...args] = stage.command;
    const child = spawn(program, args, {
      cwd: repoDir,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, TEST_COUNTS: countsFile },
    });
    const [code] = (await once(child, "exit")) as [number | null];
    const counts = stage.mocha
      ? await mochaCounts(stage.name, countsFile, code)
      : code === 0
        ? { ...none, passed: 1 }
        : failedWhole(none, stage.name, code);
    printLine(
      `== ${stage.name}: ${describe(counts)}, ${formatDuration(performance.now() - start)}`,
    );
    return counts;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A run that died without counting, or that failed without a failed test, is a failure of its own. */
async function mochaCounts(stage: string, file: string, code: number | null): Promise<Counts> {
  const counts = await readFile(file, "utf8").then(
    (text) => JSON.parse(text) as Counts,
    () => none,
  );
  return code !== 0 && counts.failed === 0 ? failedWhole(counts, stage, code) : counts;
}

const failedWhole = (counts: Counts, stage: string, code: number | null): Counts => ({
  ...counts,
  failed: 1,
  failures: [`the stage ${stage} as a whole: exit code ${code ?? "none: it was killed"}`],
});

const describe = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;
