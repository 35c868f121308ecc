import { UsageError } from "../cli/usageError.ts";
import { ConfigError, loadConfig, type MonitorConfig, parseConfig } from "./config.ts";

/** The file that is read when nothing else is asked for. */
const DEFAULT_CONFIG = "/config/nodes.json";

/** The flags of `serve`. Each has a variable beside it, which counts where the flag is not given. */
export const SERVE_FLAGS = {
  config: { type: "string" },
  listen: { type: "string" },
  "execution-rpc": { type: "string" },
  beacon: { type: "string" },
  "prysm-metrics": { type: "string" },
  "node-name": { type: "string" },
  network: { type: "string" },
  history: { type: "string" },
  "tokens-file": { type: "string" },
  "anonymous-role": { type: "string" },
} as const;

export type ServeFlag = keyof typeof SERVE_FLAGS;
export type FlagValues = Readonly<Partial<Record<ServeFlag, string | undefined>>>;

/** `PEER_MONITOR_EXECUTION_RPC` for `--execution-rpc`. */
const variable = (flag: string): string =>
  `PEER_MONITOR_${flag.toUpperCase().replaceAll("-", "_")}`;

/** The flags as given, else as the environment has them. An empty variable is none. */
export function withEnvironment(flags: FlagValues, env: NodeJS.ProcessEnv): FlagValues {
  return Object.fromEntries(
    Object.keys(SERVE_FLAGS).map((flag) => {
      const set = env[variable(flag)];
      return [flag, flags[flag as ServeFlag] ?? (set === "" ? undefined : set)];
    }),
  );
}

/** Flags that describe one node, in place of a file. */
const OF_NODE = [
  "execution-rpc",
  "beacon",
  "prysm-metrics",
  "node-name",
  "network",
  "history",
] as const;

/** Where in the settings what a flag says is. */
const PLACES: Readonly<Record<string, ServeFlag>> = {
  "nodes.0.execution.rpcUrl": "execution-rpc",
  "nodes.0.consensus.beaconUrl": "beacon",
  "nodes.0.consensus.prysmMetricsUrl": "prysm-metrics",
  "nodes.0.name": "node-name",
  "nodes.0.network": "network",
  "history.folder": "history",
  "access.tokensFile": "tokens-file",
  "access.anonymousRole": "anonymous-role",
};

/** Whether the flags describe the node, and no file does. */
export const describesNode = (flags: FlagValues): boolean =>
  OF_NODE.some((flag) => flags[flag] !== undefined);

/** The key `access` by the flags; undefined when they say nothing of it. */
function accessOf(flags: FlagValues): Record<string, string> | undefined {
  const { "tokens-file": tokensFile, "anonymous-role": anonymousRole } = flags;
  if (tokensFile === undefined && anonymousRole === undefined) return undefined;
  return {
    ...(tokensFile === undefined ? {} : { tokensFile }),
    ...(anonymousRole === undefined ? {} : { anonymousRole }),
  };
}

/**
 * The settings: those of the flags where they describe a node, else those of the file. Who may see what is by the flags
 * wherever they say it.
 *
 * @throws {UsageError} when flags are wrong or do not go together
 * @throws {ConfigError} when the file cannot be read or something in it is wrong
 */
export async function serveSettings(flags: FlagValues): Promise<MonitorConfig> {
  if (!describesNode(flags)) return ofFile(flags);
  if (flags.config !== undefined) {
    throw new UsageError("--config: a file came beside a node's flags, expected one of both");
  }
  return ofFlags(flags);
}

async function ofFile(flags: FlagValues): Promise<MonitorConfig> {
  const config = await loadConfig(flags.config ?? DEFAULT_CONFIG);
  const access = accessOf(flags);
  if (access === undefined) return config;
  return { ...config, access: ofSettings({ ...STAND_IN, access }).access };
}

/** A node where only something else is to be checked. */
const STAND_IN = { nodes: [{ name: "a", network: "a", consensus: { beaconUrl: "http://a" } }] };

function ofFlags(flags: FlagValues): MonitorConfig {
  const { beacon, network = "unknown", history } = flags;
  const [rpcUrl, prysmMetricsUrl] = [flags["execution-rpc"], flags["prysm-metrics"]];
  if (rpcUrl === undefined && beacon === undefined) {
    throw new UsageError(
      "--execution-rpc, --beacon: nothing came, expected a URL of one or of both",
    );
  }
  if (prysmMetricsUrl !== undefined && beacon === undefined) {
    throw new UsageError("--beacon: nothing came, expected a URL, since --prysm-metrics has one");
  }
  const node = {
    name: flags["node-name"] ?? "node",
    network,
    ...(rpcUrl === undefined ? {} : { execution: { rpcUrl } }),
    ...(beacon === undefined ? {} : { consensus: { beaconUrl: beacon, prysmMetricsUrl } }),
  };
  const settings = {
    nodes: [node],
    ...(history === undefined ? {} : { history: { folder: history } }),
    access: accessOf(flags),
  };
  return ofSettings(settings);
}

/** Checks settings that came by flags. @throws {UsageError} with the flag's name */
function ofSettings(settings: unknown): MonitorConfig {
  try {
    return parseConfig("", JSON.stringify(settings));
  } catch (error) {
    const flag = error instanceof ConfigError ? PLACES[error.path] : undefined;
    if (!(error instanceof ConfigError) || flag === undefined) throw error;
    throw new UsageError(error.message.replace(`: ${error.path}`, `--${flag}`));
  }
}
