import { setTimeout as sleep } from "node:timers/promises";

import { runUnchecked } from "../support/command.ts";
import { lastLines } from "../support/errors.ts";
import { printLine } from "../support/progress.ts";

/**
 * The monitor's first look at the nodes comes a while after its pod is ready, and the nodes' first look at each other too: Prysm
 * takes up to half a minute to its first peer, on a busy machine longer, and then has to follow what it missed.
 */
const attempts = 36;
const pauseMs = 5000;

/**
 * Prints the peers of the nodes as the peer monitor sees them. That it cannot is said, and is no failure of `up`.
 *
 * @param namespace where the stack's nodes and the monitor are
 */
export async function printPeers(env: NodeJS.ProcessEnv, namespace: string): Promise<void> {
  const args = [
    ...["--namespace", namespace, "exec", "deploy/peer-monitor", "--"],
    ...["node", "/app/src/main.ts", "peers"],
  ];
  for (let attempt = 1; ; attempt++) {
    const { code, stdout, stderr } = await runUnchecked("kubectl", args, { env, timeout: 60_000 });
    // Where it is not all as it should be at last, the table says exactly what is not.
    if (code === 0 || (attempt === attempts && stdout !== "")) {
      process.stdout.write(`\n${stdout}`);
      return;
    }
    if (attempt === attempts) {
      printLine(`the peers cannot be shown yet: ${lastLines(stderr, 3)}\n  try: make peers`);
      return;
    }
    await sleep(pauseMs);
  }
}
