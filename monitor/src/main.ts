#!/usr/bin/env node
import { HELP } from "./cli/help.ts";
import { UsageError } from "./cli/usageError.ts";
import { maskSecrets } from "./maskSecrets.ts";

type Command = (args: readonly string[]) => Promise<number>;

// Each command loads only what it needs: the agent runs once per node and has to stay small.
const commands: Readonly<Record<string, Command>> = {
  agent: async (args) => (await import("./agent/run.ts")).runAgent(args),
  serve: async (args) => {
    (await import("./leanModules.ts")).leaveOutUnused();
    return (await import("./serve/run.ts")).runServe(args);
  },
  peers: async (args) => (await import("./show/run.ts")).runPeers(args),
  gate: async (args) => (await import("./gate/run.ts")).runGate(args),
  "await-head": async (args) => (await import("./awaitHead/run.ts")).runAwaitHead(args),
  advertise: async (args) => (await import("./advertise/run.ts")).runAdvertise(args),
  checkpoint: async (args) => (await import("./checkpoint/run.ts")).runCheckpoint(args),
  "fetch-files": async (args) => (await import("./networkFiles/run.ts")).runFetchFiles(args),
};

async function run([command, ...args]: readonly string[]): Promise<number> {
  switch (command) {
    case "--help":
    case "-h":
      process.stdout.write(HELP);
      return 0;
    case "--version":
      process.stdout.write(`${(await import("./version.ts")).monitorVersion()}\n`);
      return 0;
  }
  const chosen = Object.entries(commands).find(([name]) => name === command);
  if (chosen !== undefined) return chosen[1](args);
  const what = command === undefined ? "no command" : JSON.stringify(command);
  const names = Object.keys(commands).join(", ");
  throw new UsageError(`command: ${what} came, expected one of ${names}`);
}

const args = process.argv.slice(2);
try {
  // The help of `peers` is its own: its columns need words.
  const help = args[0] !== "peers" && args.slice(1).includes("--help");
  process.exitCode = await run(help ? ["--help"] : args);
} catch (error) {
  if (!(error instanceof Error)) throw error;
  const usage = error instanceof UsageError;
  const message = maskSecrets(error.message);
  process.stderr.write(`peer-monitor: ${message}\n${usage ? "Try --help.\n" : ""}`);
  process.exitCode = usage ? 2 : 1;
}
