import { readFile } from "node:fs/promises";

import { z } from "zod";

import { actionSettings } from "../actions/settings.ts";
import { geoSettings } from "../geo/settings.ts";
import { historySettings } from "../history/settings.ts";
import { judgeLayer, judgeNode } from "../judge/settings.ts";
import { jsonFault, maskSecrets, maskUrl } from "../maskSecrets.ts";
import { accessSettings } from "./auth/settings.ts";

/** A setting is wrong or missing: the program ends with code 2 and this message. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  /** The file. */
  readonly file: string;
  /** Where in it, such as `nodes.0.name`; empty for the file as a whole. */
  readonly path: string;

  constructor(file: string, path: string, got: string, expected: string) {
    const place = path === "" ? "" : `${path}: `;
    super(maskSecrets(`${file}: ${place}${got} came, expected ${expected}`));
    this.file = file;
    this.path = path;
  }
}

const NAME = /^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/;
const nameText = "a name of at most 63 lower-case letters, digits, - and .";

/** A base URL, kept without a slash at its end. */
const baseUrl = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const http = url?.protocol === "http:" || url?.protocol === "https:";
  if (
    url === null ||
    !http ||
    url.search !== "" ||
    url.hash !== "" ||
    url.username !== "" ||
    url.password !== ""
  ) {
    context.addIssue("an http or https URL without user, query and fragment");
    return z.NEVER;
  }
  return text.replace(/\/+$/, "");
});

const node = z
  .strictObject({
    name: z.string().regex(NAME, nameText),
    network: z.string().regex(NAME, nameText),
    /** The agent beside the client, or the JSON-RPC port of a client that has none. */
    execution: z
      .strictObject({ agentUrl: baseUrl.optional(), rpcUrl: baseUrl.optional(), ...judgeLayer })
      .refine(({ agentUrl, rpcUrl }) => (agentUrl === undefined) !== (rpcUrl === undefined), {
        error: "an agentUrl or an rpcUrl, not both",
      })
      .optional(),
    /** The beacon API, and the metrics of a Prysm, which tell how many peers of each client it has. */
    consensus: z
      .strictObject({ beaconUrl: baseUrl, prysmMetricsUrl: baseUrl.optional(), ...judgeLayer })
      .optional(),
    ...judgeNode,
  })
  .refine((value) => value.execution !== undefined || value.consensus !== undefined, {
    error: "an execution or a consensus part, or both",
  });

const seconds = z.number().min(1, "seconds from 1 to 3600").max(3600, "seconds from 1 to 3600");

const timeoutText = "seconds from 0.1 to 60";

const schema = z
  .strictObject({
    nodes: z
      .array(node)
      .min(1, "at least one node")
      .superRefine((nodes, context) => {
        const seen = new Set<string>();
        for (const [index, { name }] of nodes.entries()) {
          if (seen.has(name))
            context.addIssue({
              code: "custom",
              path: [index, "name"],
              message: "a name used once",
            });
          seen.add(name);
        }
      }),
    access: accessSettings.optional(),
    actions: actionSettings.optional(),
    history: historySettings.optional(),
    ...geoSettings,
    /** How polls are bounded. */
    limits: z
      .strictObject({
        /** Longest time that a target has for one answer. */
        timeoutSeconds: z.number().min(0.1, timeoutText).max(60, timeoutText).default(5),
        /** Polls at once. */
        concurrency: z.int().min(1, "1 to 1000").max(1000, "1 to 1000").default(32),
        /** Longest pause between two polls of a target that does not answer. */
        backOffSeconds: seconds.default(30),
      })
      .prefault({}),
    /** Pause between two polls of a layer. */
    pollSeconds: z
      .strictObject({ execution: seconds.default(10), consensus: seconds.default(12) })
      .prefault({}),
  })
  .refine(({ access, actions }) => actions === undefined || access?.tokensFile !== undefined, {
    path: ["access", "tokensFile"],
    error: "a file, as only an admin may act",
  });

/** The monitor's settings: `{"nodes": [{"name", "network", "execution": {"agentUrl"}, "consensus": {"beaconUrl"}}]}`, see README.md. */
export type MonitorConfig = z.infer<typeof schema>;

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  // Masked before it is cut: what is left of a password could not be told from the rest.
  const text = JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "string" ? maskUrl(inner) : inner,
  );
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function toError(file: string, value: unknown, issue: z.core.$ZodIssue): ConfigError {
  const unknownKey = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  const path = [...issue.path, ...unknownKey];
  let expected = issue.message;
  if (issue.code === "unrecognized_keys") expected = "no such key";
  if (issue.code === "invalid_type") {
    expected = issue.expected === "object" ? "an object" : `a value of type ${issue.expected}`;
  }
  return new ConfigError(file, path.map(String).join("."), show(at(value, path)), expected);
}

/**
 * Checks settings.
 *
 * @param file named in the message
 * @throws {ConfigError} for the first thing that is wrong
 */
export function parseConfig(file: string, text: string): MonitorConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ConfigError(file, "", jsonFault(error), "JSON");
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue === undefined) throw parsed.error;
  throw toError(file, value, issue);
}

/**
 * Reads the settings' file.
 *
 * @throws {ConfigError} when it cannot be read or something in it is wrong
 */
export async function loadConfig(file: string): Promise<MonitorConfig> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new ConfigError(file, "", code, "a file that can be read");
  }
  return parseConfig(file, text);
}
