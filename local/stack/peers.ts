import { setTimeout as sleep } from "node:timers/promises";

import { runUnchecked, type RunResult } from "../support/command.ts";
import { lastLines } from "../support/errors.ts";
import { printLine } from "../support/progress.ts";
import { isSettling, type SettlingNode } from "./settling.ts";

/**
 * The monitor's first look at the nodes comes a while after its pod is ready, and the nodes' first look at each other too: Prysm
 * takes up to half a minute to its first peer, on a busy machine longer, and then has to follow what it missed.
 */
const attempts = 36;
const pauseMs = 5000;

/** Asks the monitor by its own command, with these flags. */
export type AskPeers = (...flags: readonly string[]) => Promise<RunResult>;

/**
 * Prints the peers of the nodes as the peer monitor sees them, once they have found together. That it cannot is said, and is
 * no failure of `up`; nor is what the monitor thinks of their health.
 *
 * @param ask default: by kubectl, in the monitor's pod
 * @param pause waits for the next look
 */
export async function printPeers(
  ask: AskPeers,
  print: (text: string) => void = (text) => process.stdout.write(text),
  pause: () => Promise<unknown> = () => sleep(pauseMs),
): Promise<void> {
  for (let attempt = 1; attempt < attempts; attempt++) {
    const { stdout } = await ask("--json");
    const nodes = nodesOf(stdout);
    if (nodes !== undefined && !isSettling(nodes, Date.now() / 1000)) break;
    await pause();
  }
  // Where it is not all as it should be at last, the table says exactly what is not.
  const { stdout, stderr } = await ask();
  if (stdout !== "") print(`\n${stdout}`);
  else printLine(`the peers cannot be shown yet: ${lastLines(stderr, 3)}\n  try: make peers`);
}

/** @param namespace where the stack's nodes and the monitor are */
export const byKubectl =
  (env: NodeJS.ProcessEnv, namespace: string): AskPeers =>
  (...flags) => {
    const exec = ["--namespace", namespace, "exec", "deploy/peer-monitor", "--"];
    const command = ["node", "/app/src/main.ts", "peers", ...flags];
    return runUnchecked("kubectl", [...exec, ...command], { env, timeout: 60_000 });
  };

/** The nodes of the monitor's answer; undefined where there is none yet, or only the beginning of one. */
function nodesOf(stdout: string): readonly SettlingNode[] | undefined {
  try {
    return (JSON.parse(stdout) as { readonly nodes: readonly SettlingNode[] }).nodes;
  } catch {
    return undefined;
  }
}
