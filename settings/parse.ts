import { crossChecks } from "./checks.ts";
import { SettingsError, type SettingProblem } from "./errors.ts";
import { chosenNetwork } from "./network.ts";
import { shownReceivers } from "./schema/alerting.ts";
import { shownTokens } from "./schema/peerMonitor.ts";
import { shownGateway } from "./schema/rpcGateway.ts";
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
 * @param now Unix time, seconds, by which forks are past or to come. Default: this moment
 * @throws SettingsError naming every problem
 */
export function parseSettings(
  read: ReadSetting,
  prefix: string,
  isSecret: IsSecret = (key) => secretSettings.has(key),
  now: number = Date.now() / 1000,
): Settings {
  const raw = Object.fromEntries(
    Object.keys(schema.shape).map((key) => [key, decode(read(key), structuredSettings.has(key))]),
  );
  const settings = check(raw, now);
  if (!Array.isArray(settings)) return settings;
  throw new SettingsError(
    settings.map(({ key, came, expected }) => ({
      key: `${prefix}${key}`,
      came: shown(key, came, isSecret),
      expected,
    })),
  );
}

/** What may be seen of a wrong value. */
function shown(key: string, came: unknown, isSecret: IsSecret): unknown {
  const setting = settingOf(key);
  if (came !== undefined && isSecret(setting)) return "[secret]";
  if (setting === "peerMonitorTokens") return shownTokens(key, came);
  if (setting === "rpcGateway") return shownGateway(key, came);
  return setting === "alertReceivers" ? shownReceivers(key, came) : came;
}

/** The settings, or everything that is wrong with them: first each by itself, then the network, then all together. */
function check(raw: Readonly<Record<string, unknown>>, now: number): Settings | SettingProblem[] {
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => ({
      key: keyOf(path),
      came: valueAt(raw, path),
      expected: message,
    }));
  }
  const network = chosenNetwork(parsed.data, now);
  if (Array.isArray(network)) return network;
  const settings = { ...parsed.data, network };
  const problems = crossChecks(settings, now);
  return problems.length > 0 ? problems : settings;
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
