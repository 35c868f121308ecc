// Measures what README promises, prints it, and writes docs/benchmarks.md.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runMain } from "../../local/support/main.ts";
import { repoDir } from "../../local/support/paths.ts";
import { printLine } from "../../local/support/progress.ts";
import { prepareMachine } from "../support/machine.ts";
import { measureDeployment } from "./deployment.ts";
import { measureGateway } from "./gateway.ts";
import { gatewaySection } from "./gatewayReport.ts";
import { measurePeerHistories } from "./peerHistory.ts";
import { measurePeerMonitors } from "./peerMonitorAll.ts";
import { peerMonitorSection } from "./peerMonitorReport.ts";
import { measurePrometheus } from "./prometheus.ts";
import { measurePreviews } from "./previews.ts";
import { machineLine, report, withSection } from "./report.ts";

const page = join(repoDir, "docs/benchmarks.md");

const usage = `usage: node tests/bench/run.ts [peers|gateway]

Measures previews of 1, 10, 50 and 100 nodes beside as many plain resources, \`up\` to the first finalized epoch, and the
memory of all that is no client, a month of twenty nodes in Prometheus, a week of a hundred nodes' peers, the peer
monitor beside 1, 100 and 1,000 nodes, and the RPC gateway. Takes about 45 minutes. The stack dev must not be deployed: make down.

peers: the peer monitor only, some twelve minutes, whatever is deployed. The page's other sections stay as they are.
gateway: the RPC gateway only, four minutes, the same way.
`;

async function main(args: readonly string[]): Promise<void> {
  if (args.length === 1 && args[0] === "peers") await peers();
  else if (args.length === 1 && args[0] === "gateway") await gateway();
  else if (args.length === 0) await all();
  else {
    process.stdout.write(usage);
    process.exitCode = args.includes("--help") ? 0 : 2;
  }
}

const peers = async (): Promise<void> =>
  replace(peerMonitorSection(machineLine(), await measurePeerMonitors()));

const gateway = async (): Promise<void> =>
  replace(gatewaySection(machineLine(), await measureGateway()));

/** Prints a section, and puts it in the place of the page's own. */
async function replace(section: string): Promise<void> {
  process.stdout.write(section);
  await writeFile(page, withSection(await readFile(page, "utf8"), section));
}

async function all(): Promise<void> {
  delete process.env["KUBECONFIG"];
  const needs = ["tools", "cluster"] as const;
  const machine = prepareMachine(new Set(needs));
  try {
    await machine.ready(needs);
    printLine("previews …");
    const previews = await measurePreviews([1, 10, 50, 100]);
    printLine("deployment …");
    const deployment = await measureDeployment();
    printLine("Prometheus …");
    const prometheus = await measurePrometheus(deployment.recorded);
    printLine("history of peers …");
    const peerHistories = measurePeerHistories();
    printLine("peer monitor …");
    const peerMonitor = await measurePeerMonitors();
    printLine("RPC gateway …");
    const rpcGateway = await measureGateway();
    const text = report({
      machine: machineLine(),
      ...{ previews, deployment, prometheus, peerHistories, peerMonitor, rpcGateway },
    });
    process.stdout.write(text);
    await writeFile(page, text);
  } finally {
    await machine.restore();
  }
}

if (import.meta.main) await runMain(main);
