import { engineEnv } from "../engine/env.ts";
import { runMain } from "../support/main.ts";
import { adminKubeconfig } from "./layout.ts";
import { userKubeconfig } from "./otherCluster.ts";

const usage = `usage: node local/cluster/env.ts [--help]

Prints shell exports for using kubectl and pulumi by hand: eval "$(make env)"
`;

/**
 * The environment for working by hand: the project's tools first on PATH, where Pulumi keeps its things, and which cluster.
 */
export async function handEnvironment(env: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  return { ...(await engineEnv(env)), KUBECONFIG: userKubeconfig(env) ?? adminKubeconfig };
}

/** Shell exports, each value in single quotes (POSIX shell, 2.2.2). */
export function shellExports(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", `'"'"'`)}'\n`)
    .join("");
}

if (import.meta.main) {
  await runMain(async (args) => {
    const help = args.includes("--help");
    process.stdout.write(help ? usage : shellExports(await handEnvironment(process.env)));
  });
}
