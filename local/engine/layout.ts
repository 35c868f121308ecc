import { resolve } from "node:path";

import { repoDir } from "../support/paths.ts";

/**
 * What this clone's engine keeps: plugins, state, passphrase. Default `<repo>/.cache`; the environment variable
 * `ETHNODE_ENGINE` puts it elsewhere, so that tests leave the user's stacks alone. Not below ETHNODE_CACHE, which clones
 * may share: a state belongs to one clone, and the plugins of one clone must not run another's code.
 */
const engineDir = resolve(process.env["ETHNODE_ENGINE"] ?? resolve(repoDir, ".cache"));

/** Pulumi's home when stand-ins are used: its plugin folders, and nothing of the user's own. */
export const homeDir = resolve(engineDir, "pulumi-home");
/** The CLI with the language host beside it, which is where the engine looks for one without a warning. */
export const cliDir = resolve(homeDir, "cli");
/** What is known of the official plugins, so that a machine without a network is asked once. */
export const officialRecord = resolve(homeDir, "official.json");
/** The state of the stacks where the user has named no backend. */
export const stateDir = resolve(engineDir, "state");
/** The passphrase of that state's secrets, mode 0600. */
export const passphraseFile = resolve(engineDir, "passphrase");
/** Copies of the stacks' configuration with the salt of their secrets, so that the committed files stay as they are. */
export const stacksDir = resolve(engineDir, "stacks");
