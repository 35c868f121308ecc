import { httpUrl } from "../cli/httpUrl.ts";
import type { parseFlags } from "../cli/parse.ts";
import { UsageError } from "../cli/usageError.ts";

/** The flags of the `gate` command. */
export const gateFlags = {
  agent: { type: "string", default: "" },
  rpc: { type: "string", default: "" },
  node: { type: "string", default: "" },
  namespace: { type: "string", default: "" },
  revision: { type: "string", default: "" },
  timeout: { type: "string", default: "30m" },
  "was-in-sync-within": { type: "string", default: "24h" },
  "message-file": { type: "string", default: "" },
} as const;

/** What the command works with. */
export interface GateOptions {
  /** Base URL of the node's agent, without a slash at its end. */
  readonly agentUrl: string;
  /** The Service that leads to the execution client while its pod is ready; undefined where nothing asks one. */
  readonly rpc: { readonly host: string; readonly port: number } | undefined;
  /** Name of the EthereumNode, for what is said to the user. */
  readonly node: string;
  /** Its namespace, for the commands that the user is told to look with. */
  readonly namespace: string;
  /** The revision that the execution client's pod must be of. */
  readonly revision: string;
  /** Longest time that the gate waits. */
  readonly timeoutMs: number;
  /** A node that was last in sync longer ago is not waited for: it may have days of chain to fetch. */
  readonly wasInSyncWithinMs: number;
  /** Where the last word is written for Kubernetes; undefined for nowhere. */
  readonly messageFile: string | undefined;
}

/**
 * Checks the flags.
 *
 * @throws {UsageError} naming the flag, what came and what was expected
 */
export function readOptions(flags: ReturnType<typeof parseFlags<typeof gateFlags>>): GateOptions {
  return {
    agentUrl: baseUrl("--agent", flags.agent).replace(/\/+$/, ""),
    rpc: flags.rpc === "" ? undefined : hostAndPort(baseUrl("--rpc", flags.rpc)),
    node: name("--node", flags.node),
    namespace: name("--namespace", flags.namespace),
    revision: name("--revision", flags.revision),
    timeoutMs: duration("--timeout", flags.timeout),
    wasInSyncWithinMs: duration("--was-in-sync-within", flags["was-in-sync-within"]),
    messageFile: flags["message-file"] === "" ? undefined : flags["message-file"],
  };
}

const baseUrl = (flag: string, text: string): string =>
  httpUrl(flag, text, "such as http://node-0-geth-internal:8601");

function hostAndPort(text: string): { host: string; port: number } {
  const { hostname, port, protocol } = new URL(text);
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
  };
}

function name(flag: string, text: string): string {
  if (!/^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/.test(text)) {
    throw new UsageError(
      `${flag}: ${JSON.stringify(text)} came, expected at most 63 lower-case letters, digits, - and .`,
    );
  }
  return text;
}

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

function duration(flag: string, text: string): number {
  const [, digits = "", unit = ""] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const ms = Number(digits) * (unitMs[unit] ?? 0);
  if (ms === 0) {
    throw new UsageError(
      `${flag}: ${JSON.stringify(text)} came, expected a time above 0 with its unit, such as 90s, 30m or 24h`,
    );
  }
  return ms;
}
