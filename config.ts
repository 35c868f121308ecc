import * as pulumi from "@pulumi/pulumi";
import { parseSettings } from "./settings/parse.ts";
import { SettingsError } from "./settings/errors.ts";
import { schema, type Settings } from "./settings/schema.ts";

export type { Settings };

/**
 * A stack's settings: read once, checked as a whole, before anything is created.
 *
 * @throws SettingsError naming every key that is wrong, what came and what was expected
 */
export function readSettings(config: pulumi.Config): Settings {
  rejectUnknown(config.name);
  return parseSettings(
    (key, list) => (list ? config.getObject(key) : config.get(key)),
    `${config.name}:`,
  );
}

/** A key that no setting has is a slip of the pen, and would otherwise be a setting that does nothing. */
function rejectUnknown(project: string): void {
  const known = Object.keys(schema.shape);
  const unknown = Object.entries(pulumi.runtime.allConfig())
    .map(([key, came]) => ({ key, came, name: key.slice(project.length + 1) }))
    .filter(({ key, name }) => key.startsWith(`${project}:`) && !known.includes(name));
  if (unknown.length > 0) {
    const expected = `no such setting; the settings are ${known.join(", ")}`;
    throw new SettingsError(unknown.map(({ key, came }) => ({ key, came, expected })));
  }
}
