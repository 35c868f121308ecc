// Deploys, previews and destroys a stack with the real Pulumi engine, wherever its plugins come from.
import { join } from "node:path";
import { adminKubeconfig } from "./cluster/layout.ts";
import { engineEnv, hasOwnBackend } from "./engine/env.ts";
import { prepareEngine } from "./engine/prepare.ts";
import { Pulumi } from "./engine/pulumi.ts";
import { openStack } from "./stack/config.ts";
import {
  clusterIdentity,
  deployedTo,
  isLocalCluster,
  localClusterRuns,
  rememberCluster,
  startCluster,
  stopCluster,
} from "./stack/localCluster.ts";
import { removeStaleLocks } from "./stack/locks.ts";
import { parseOptions, usage } from "./stack/options.ts";
import type { StackOptions } from "./stack/options.ts";
import { byKubectl, printPeers } from "./stack/peers.ts";
import { ProtectedError, readState } from "./stack/state.ts";
import { ensureTools } from "./tools/ensure.ts";
import { runMain } from "./support/main.ts";
import { repoDir } from "./support/paths.ts";
import { printLine } from "./support/progress.ts";

/** What no stack may have: docs/policy.md. */
const policyPack = join(repoDir, "policy");

/** A stack of this project, opened for one operation. */
interface Session {
  readonly pulumi: Pulumi;
  readonly env: NodeJS.ProcessEnv;
  /** `--stack` and, where needed, `--config-file`. */
  readonly selection: readonly string[];
  readonly options: StackOptions;
}

async function main(args: readonly string[]): Promise<void> {
  if (args.includes("--help")) {
    process.stdout.write(usage);
    return;
  }
  const options = parseOptions(args);
  const operation = { up, preview, down, output }[options.operation];
  process.exitCode = await operation(options);
}

async function up(options: StackOptions): Promise<number> {
  const started = await ensureCluster(false);
  if (started !== 0) return started;
  const session = await open(options);
  const identity = isLocalCluster(process.env) ? await clusterIdentity() : undefined;
  const known = await deployedTo(options.stack);
  const moved = identity !== undefined && known !== undefined && known !== identity;
  if (moved) printLine("the cluster is a new one: the state is refreshed first");
  if (identity !== undefined) await rememberCluster(options.stack, identity);
  const code = await session.pulumi.show(
    ...["up", "--yes", "--suppress-outputs", ...(moved ? ["--refresh"] : [])],
    ...session.selection,
    ...options.rest,
  );
  if (code !== 0) return code;
  await session.pulumi.show("stack", "output", "--stack", options.stack);
  await printPeers(byKubectl(session.env, await nodesNamespace(session.pulumi, options.stack)));
  printLine("next: make peers, make status, make env (kubectl and pulumi by hand), make down");
  return 0;
}

async function preview(options: StackOptions): Promise<number> {
  const started = await ensureCluster(true);
  if (started !== 0) return started;
  const { pulumi, selection } = await open(options);
  return pulumi.show("preview", "--policy-pack", policyPack, ...selection, ...options.rest);
}

async function down(options: StackOptions): Promise<number> {
  const local = isLocalCluster(process.env);
  // Starts nothing in another cluster, and says it where that does not answer.
  const reached = local ? 0 : await ensureCluster(true);
  if (reached !== 0) return reached;
  const { pulumi, selection } = await open(options);
  const { stack, rest } = options;
  const state = await readState(pulumi, stack);
  if (state !== undefined && state.protectedResources.length > 0) {
    throw new ProtectedError(stack, state.protectedResources);
  }
  if (state !== undefined && state.resources.length > 0) {
    if (local && !localClusterRuns()) {
      printLine(`the local cluster does not run, and the objects of ${stack} went with it`);
      await pulumi.read("stack", "rm", "--yes", "--force", "--preserve-config", "--stack", stack);
    } else {
      const code = await pulumi.show("destroy", "--yes", ...selection, ...rest);
      if (code !== 0) return code;
    }
  }
  await rememberCluster(stack, undefined);
  if (!local) return 0;
  const others = await stacksInUse(pulumi, stack);
  if (others.length === 0) return stopCluster();
  printLine(`the local cluster stays: ${others.join(", ")} is still on it`);
  return 0;
}

async function output(options: StackOptions): Promise<number> {
  const { pulumi } = await open(options);
  return pulumi.show("stack", "output", "--stack", options.stack, ...options.rest);
}

async function ensureCluster(onlyCluster: boolean): Promise<number> {
  await ensureTools("engine");
  return startCluster(onlyCluster);
}

async function open(options: StackOptions): Promise<Session> {
  const kubeconfig = isLocalCluster(process.env) ? { KUBECONFIG: adminKubeconfig } : {};
  const env = { ...process.env, ...(await engineEnv()), ...kubeconfig };
  printLine((await prepareEngine()).summary);
  const pulumi = new Pulumi(env);
  // In a backend of the user's own, stacks are made and kept by the user's own rules.
  if (hasOwnBackend(process.env)) {
    return { pulumi, env, selection: ["--stack", options.stack], options };
  }
  await removeStaleLocks();
  return { pulumi, env, selection: await openStack(pulumi, options.stack), options };
}

async function nodesNamespace(pulumi: Pulumi, stack: string): Promise<string> {
  const text = await pulumi.read("stack", "output", "namespaces", "--json", "--stack", stack);
  return (JSON.parse(text) as { nodes: string }).nodes;
}

/** The other stacks of this project that have resources. */
async function stacksInUse(pulumi: Pulumi, stack: string): Promise<string[]> {
  const listed = JSON.parse(await pulumi.read("stack", "ls", "--json")) as {
    name: string;
    resourceCount?: number;
  }[];
  return listed
    .filter(({ name, resourceCount }) => name !== stack && (resourceCount ?? 0) > 0)
    .map(({ name }) => name);
}

if (import.meta.main) await runMain(main);
