import { SettingsError } from "../../../settings/errors.ts";
import { parseSettings } from "../../../settings/parse.ts";
import type { Settings } from "../../../settings/schema.ts";
import { stackConfig, type StackName } from "../../support/stackConfig.ts";

/** Settings that replace a stack's own, without prefix; `undefined` takes one away. */
export type Change = Readonly<Record<string, string | undefined>>;

/** A stack's settings with some of them changed. */
export async function settingsOf(stack: StackName, change: Change = {}): Promise<Settings> {
  const config = await stackConfig(stack);
  return parseSettings(
    (key) => (key in change ? change[key] : config[`ethnode:${key}`]),
    "ethnode:",
  );
}

/** The message with which a stack's changed settings are refused. */
export async function refusal(stack: StackName, change: Change): Promise<string> {
  try {
    await settingsOf(stack, change);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  throw new Error(`accepted: ${stack} with ${JSON.stringify(change)}`);
}

/** Nodes as the setting is written. */
export const nodes = (...list: readonly unknown[]): Change => ({ nodes: JSON.stringify(list) });
