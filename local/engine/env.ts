import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { binDir, repoDir } from "../support/paths.ts";
import { homeDir, stateDir } from "./layout.ts";
import { ensurePassphrase } from "./passphrase.ts";
import { prepareEngine } from "./prepare.ts";

/** Whether the user keeps stacks somewhere else; otherwise this project keeps them in `.cache/state`. */
export function hasOwnBackend(env: NodeJS.ProcessEnv): boolean {
  const set = (name: string): boolean => (env[name] ?? "") !== "";
  return (
    set("PULUMI_ACCESS_TOKEN") ||
    (set("PULUMI_BACKEND_URL") && env["PULUMI_BACKEND_URL"] !== localBackend())
  );
}

/** The URL of the state in `.cache`. */
export function localBackend(): string {
  return pathToFileURL(stateDir).href;
}

/**
 * What Pulumi has to find in the environment to run this project's program, for the programs in `local/` and for the
 * user's own shell (`make env`). What the user has set himself (backend, passphrase) is left as it is.
 */
export async function engineEnv(
  env: NodeJS.ProcessEnv = process.env,
): Promise<Record<string, string>> {
  const engine = await prepareEngine();
  const folders = [engine.binDir, resolve(repoDir, "node_modules/.bin"), binDir];
  const rest = (env["PATH"] ?? "").split(delimiter).filter((folder) => !folders.includes(folder));
  const result: Record<string, string> = {
    PATH: [...folders, ...rest].join(delimiter),
    PULUMI_HOME: homeDir,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // What is missing is missing: without this, the engine tries to download it for seconds, each time.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // The program checks its settings itself, and says what came, which Pulumi's own check of types does not.
    PULUMI_OPTION_SKIP_CONFIG_VALIDATION: "true",
    // The salt of a stack's secrets is read from its state where its configuration file does not hold it.
    PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
  };
  if (hasOwnBackend(env)) {
    // The user's logins are in the user's own home.
    result["PULUMI_CREDENTIALS_PATH"] =
      env["PULUMI_CREDENTIALS_PATH"] ?? env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
    return result;
  }
  await mkdir(stateDir, { recursive: true });
  result["PULUMI_BACKEND_URL"] = localBackend();
  if (!("PULUMI_CONFIG_PASSPHRASE" in env) && !("PULUMI_CONFIG_PASSPHRASE_FILE" in env)) {
    result["PULUMI_CONFIG_PASSPHRASE_FILE"] = await ensurePassphrase();
  }
  return result;
}
