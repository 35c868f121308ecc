import * as pulumi from "@pulumi/pulumi";
import { SettingsError } from "./settings/errors.ts";
import { parseSettings, type IsSecret } from "./settings/parse.ts";
import { schema, secretSettings, type Settings } from "./settings/schema.ts";

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
  const isSecret: IsSecret = (key) => secretSettings.has(key) || setAsSecret(`${prefix}${key}`);
  rejectUnknown(prefix, raw, isSecret);
  return parseSettings((key) => raw[`${prefix}${key}`], prefix, isSecret);
}

/** Whether the user set it with `--secret`. Pulumi knows and does not say so in its types. */
function setAsSecret(fullKey: string): boolean {
  const runtime = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };
  return runtime.isConfigSecret(fullKey);
}

/** A key that no setting has is a slip of the pen, and would otherwise be a setting that does nothing. */
function rejectUnknown(prefix: string, raw: Record<string, string>, isSecret: IsSecret): void {
  const known = Object.keys(schema.shape);
  const unknown = Object.keys(raw)
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .filter((key) => !known.includes(key));
  if (unknown.length > 0) {
    const expected = `no such setting; the settings are ${known.join(", ")}`;
    throw new SettingsError(
      unknown.map((key) => ({
        key: `${prefix}${key}`,
        came: isSecret(key) ? "[secret]" : raw[`${prefix}${key}`],
        expected,
      })),
    );
  }
}
