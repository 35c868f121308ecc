import { parseFlags } from "../cli/parse.ts";
import { parseServer } from "../cli/server.ts";
import { UsageError } from "../cli/usageError.ts";
import { setYamlKeys } from "../cli/yamlKeys.ts";
import { createLog } from "../log.ts";
import { render } from "./render.ts";
import { findAddress } from "./where.ts";

function needed(name: string, value: string | undefined): string {
  if (value === undefined || value === "")
    throw new UsageError(`--${name}: nothing came, expected it`);
  return value;
}

/** Where the address goes: into copies of a folder's files, or under a key of one YAML file. */
function writer(
  flags: Partial<Record<"templates" | "output" | "yaml" | "yaml-key", string | undefined>>,
): (address: string) => Promise<void> {
  if (flags.yaml !== undefined) {
    const key = needed("yaml-key", flags["yaml-key"]);
    const file = flags.yaml;
    return (address) => setYamlKeys(file, { [key]: address });
  }
  const templates = needed("templates", flags.templates);
  const output = needed("output", flags.output);
  return (address) => render(templates, output, address);
}

/**
 * The `advertise` command: finds the address that peers are told to dial and writes it into a client's configuration
 * files, before the client starts.
 *
 * @returns the exit code: 0
 * @throws {NoAddressError} so that the client does not start with none
 */
export async function runAdvertise(args: readonly string[]): Promise<number> {
  const flags = parseFlags(args, {
    "node-ip": { type: "string" },
    "public-network": { type: "boolean", default: false },
    stun: { type: "string", multiple: true, default: [] },
    templates: { type: "string" },
    output: { type: "string" },
    yaml: { type: "string" },
    "yaml-key": { type: "string" },
  });
  const write = writer(flags);
  const found = await findAddress({
    nodeIp: needed("node-ip", flags["node-ip"]),
    publicNetwork: flags["public-network"],
    stunServers: flags.stun.map((text) => parseServer("stun", text)),
  });
  await write(found.address);
  // The one address that is logged: it is the node's own, and it is about to tell it to everybody.
  createLog("advertise").info(found, "announcing");
  return 0;
}
