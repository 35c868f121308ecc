import * as pulumi from "@pulumi/pulumi";
import { SettingsError } from "./settings/errors.ts";
import { parseSettings } from "./settings/parse.ts";
import { schema, type Settings } from "./settings/schema.ts";

export type { Settings };

/**
 * A stack's settings: read once, checked as a whole, before anything is created.
 *
 * @throws SettingsError naming every key that is wrong, what came and what was expected
 */
export function readSettings(config: pulumi.Config): Settings {
  const prefix = `${config.name}:`;
  // Not config.get, which warns of each secret that it is asked for: they are checked here and used as secrets elsewhere.
  const raw = pulumi.runtime.allConfig();
  rejectUnknown(prefix, raw);
  return parseSettings((key) => raw[`${prefix}${key}`], prefix);
}

/** A key that no setting has is a slip of the pen, and would otherwise be a setting that does nothing. */
function rejectUnknown(prefix: string, raw: Record<string, string>): void {
  const known = Object.keys(schema.shape);
  const unknown = Object.keys(raw).filter(
    (key) => key.startsWith(prefix) && !known.includes(key.slice(prefix.length)),
  );
  if (unknown.length > 0) {
    const expected = `no such setting; the settings are ${known.join(", ")}`;
    throw new SettingsError(unknown.map((key) => ({ key, came: raw[key], expected })));
  }
}
