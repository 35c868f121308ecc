import { HELP } from "./cli/help.ts";
import { UsageError } from "./cli/usageError.ts";

// Each command loads only what it needs: the agent runs once per node and has to stay small.
async function run([command, ...args]: readonly string[]): Promise<number> {
  switch (command) {
    case "agent":
      return (await import("./agent/run.ts")).runAgent(args);
    case "serve":
      return (await import("./serve/run.ts")).runServe(args);
    case "peers":
      return (await import("./show/run.ts")).runPeers(args);
    case "--help":
    case "-h":
      process.stdout.write(HELP);
      return 0;
    case "--version":
      process.stdout.write(`${(await import("./version.ts")).monitorVersion()}\n`);
      return 0;
    default: {
      const what = command === undefined ? "no command" : JSON.stringify(command);
      throw new UsageError(`command: ${what} came, expected agent, serve or peers`);
    }
  }
}

const args = process.argv.slice(2);
try {
  process.exitCode = await run(args.slice(1).includes("--help") ? ["--help"] : args);
} catch (error) {
  if (!(error instanceof Error)) throw error;
  const usage = error instanceof UsageError;
  process.stderr.write(`peer-monitor: ${error.message}\n${usage ? "Try --help.\n" : ""}`);
  process.exitCode = usage ? 2 : 1;
}
