import { crossChecks } from "./checks.ts";
import { SettingsError, type SettingProblem } from "./errors.ts";
import { structuredSettings, schema, secretSettings, type Settings } from "./schema.ts";

/** Gives a setting as Pulumi keeps it: text, JSON for a list or an object, `undefined` where it is not set. */
export type ReadSetting = (key: string) => string | undefined;

/** Whether a setting's value must not be shown. */
export type IsSecret = (key: string) => boolean;

/**
 * The settings, each checked by itself and then against the others.
 *
 * @param prefix what the user writes before each key: `ethnode:`
 * @param isSecret default: the settings that are always secrets
 * @throws SettingsError naming every problem
 */
export function parseSettings(
  read: ReadSetting,
  prefix: string,
  isSecret: IsSecret = (key) => secretSettings.has(key),
): Settings {
  const raw = Object.fromEntries(
    Object.keys(schema.shape).map((key) => [key, decode(read(key), structuredSettings.has(key))]),
  );
  const parsed = schema.safeParse(raw);
  const problems: SettingProblem[] = parsed.success
    ? crossChecks(parsed.data)
    : parsed.error.issues.map(({ path, message }) => ({
        key: keyOf(path),
        came: valueAt(raw, path),
        expected: message,
      }));
  if (problems.length > 0 || !parsed.success) {
    throw new SettingsError(
      problems.map(({ key, came, expected }) => ({
        key: `${prefix}${key}`,
        came: came !== undefined && isSecret(settingOf(key)) ? "[secret]" : came,
        expected,
      })),
    );
  }
  return parsed.data;
}

/** A list or an object is JSON; what is not JSON stays as it came, and the schema says what is wrong with it. */
function decode(value: string | undefined, structured: boolean): unknown {
  if (value === undefined || !structured) {
    return value;
  }
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** `nodes[1].name` */
function keyOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) =>
      typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${String(part)}`,
    )
    .join("");
}

/** `nodes` of `nodes[1].name` */
const settingOf = (key: string): string => /^\w+/.exec(key)?.[0] ?? key;

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null
        ? (value as Record<PropertyKey, unknown>)[part]
        : undefined,
    root,
  );
}
