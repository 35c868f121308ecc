import { setTimeout as sleep } from "node:timers/promises";

import { runUnchecked } from "../support/command.ts";
import { lastLines } from "../support/errors.ts";
import { printLine } from "../support/progress.ts";

const command = "kubectl -n ethereum exec deploy/peer-monitor -- node /app/src/main.ts peers";
/** The monitor's first look at the nodes comes a while after its pod is ready. */
const attempts = 6;
const pauseMs = 5000;

/** Prints the peers of the nodes as the peer monitor sees them. That it cannot is said, and is no failure of `up`. */
export async function printPeers(env: NodeJS.ProcessEnv): Promise<void> {
  const [program = "", ...args] = command.split(" ");
  for (let attempt = 1; ; attempt++) {
    const { code, stdout, stderr } = await runUnchecked(program, args, { env });
    if (code === 0) {
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
