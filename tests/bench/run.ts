// Measures what README promises, prints it, and writes docs/benchmarks.md.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runMain } from "../../local/support/main.ts";
import { repoDir } from "../../local/support/paths.ts";
import { printLine } from "../../local/support/progress.ts";
import { prepareMachine } from "../support/machine.ts";
import { measureDeployment } from "./deployment.ts";
import { measurePeerHistories } from "./peerHistory.ts";
import { measurePrometheus } from "./prometheus.ts";
import { measurePreviews } from "./previews.ts";
import { machineLine, report } from "./report.ts";

const usage = `usage: node tests/bench/run.ts

Measures previews of 1, 10, 50 and 100 nodes beside as many plain resources, \`up\` to the first finalized epoch, and the
memory of all that is no client, a month of twenty nodes in Prometheus, and a week of a hundred nodes' peers. Takes about 25 minutes. The stack dev must not be deployed: make down.
`;

async function main(args: readonly string[]): Promise<void> {
  if (args.length > 0) {
    process.stdout.write(usage);
    process.exitCode = args.includes("--help") ? 0 : 2;
    return;
  }
  delete process.env["KUBECONFIG"];
  const machine = await prepareMachine();
  try {
    printLine("previews …");
    const previews = await measurePreviews([1, 10, 50, 100]);
    printLine("deployment …");
    const deployment = await measureDeployment();
    printLine("Prometheus …");
    const prometheus = await measurePrometheus(deployment.recorded);
    printLine("history of peers …");
    const peerHistories = measurePeerHistories();
    const text = report({
      machine: machineLine(),
      ...{ previews, deployment, prometheus, peerHistories },
    });
    process.stdout.write(text);
    await writeFile(join(repoDir, "docs/benchmarks.md"), text);
  } finally {
    await machine.restore();
  }
}

if (import.meta.main) await runMain(main);
