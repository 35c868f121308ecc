import { MachineError } from "../local/support/errors.ts";
import { runMain } from "../local/support/main.ts";
import { prepareMachine } from "./support/machine.ts";
import { add, none, runStage, stages } from "./support/stages.ts";

const names = stages.map(({ name }) => name);

const usage = `usage: node tests/run.ts [stage…]

Runs the stages in order (${names.join(", ")}), all of them where none is named, and ends with one line:
N passed, N failed, N skipped. Exit code 0 where nothing failed, 1 otherwise, 2 for a stage that there is not.

The cluster stage uses the local cluster, never the one that KUBECONFIG names.
`;

async function main(args: readonly string[]): Promise<void> {
  if (args.includes("--help")) {
    process.stdout.write(usage);
    return;
  }
  const unknown = args.filter((arg) => !names.includes(arg));
  if (unknown.length > 0) {
    throw new MachineError(`no stage ${unknown.join(", ")}: expected some of ${names.join(", ")}`);
  }
  // Tests deploy, break and delete: never in a cluster of the user's.
  delete process.env["KUBECONFIG"];
  const chosen = stages.filter(({ name }) => args.length === 0 || args.includes(name));
  // Tools and images take minutes where nothing is cached, and the first stages need neither.
  const machine = prepareMachine(new Set(chosen.flatMap((stage) => stage.needs)));
  let counts = none;
  try {
    for (const stage of chosen) {
      await machine.ready(stage.needs);
      counts = add(counts, await runStage(stage));
    }
  } finally {
    await machine.restore();
  }
  // Once more at the end, where they are found in a log of hours.
  for (const failure of counts.failures) process.stdout.write(`failed: ${failure}\n`);
  const skipped = counts.skipped === 0 ? "" : `, ${counts.skipped} skipped`;
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed${skipped}\n`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
}

await runMain(main);
