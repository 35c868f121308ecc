import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run, runUnchecked } from "../support/command.ts";
import { MachineError } from "../support/errors.ts";
import { readIfExists } from "../support/files.ts";
import { overlaps } from "./cidr.ts";
import type { Instance } from "./instance.ts";
import {
  hostInterface,
  hostIp,
  linkCidr,
  nodeInterface,
  nodeIp,
  podCidr,
  serviceCidr,
  stateDir,
} from "./layout.ts";

/** What the machine's IP forwarding was before, so that it can be put back. */
const forwardingFile = join(stateDir, "ip_forward");
const forwardingSetting = "/proc/sys/net/ipv4/ip_forward";

/** A table of our own, so that it can be removed without a trace: pods reach what the machine reaches, as the machine. */
const table = "ethnode-local";
const translation = `table ip ${table} {
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr ${linkCidr} oifname != "${hostInterface}" masquerade
  }
}
`;

/** What a machine that filters forwarded packets, as one with Docker does, must let through. */
const forwardRules = ["-i", "-o"].map((direction) => [
  ...["FORWARD", direction, hostInterface],
  ...["-m", "comment", "--comment", table, "-j", "ACCEPT"],
]);

/** One line of `ip -json route`. */
interface Route {
  readonly dst: string;
  readonly dev?: string;
}

/**
 * Checks that the machine uses none of the cluster's addresses for something else.
 * @throws MachineError that names the route in the way
 */
export async function checkAddresses(): Promise<void> {
  const routes = JSON.parse(await run("ip", ["-json", "-4", "route", "show"])) as Route[];
  const conflict = findConflict(routes);
  if (conflict === undefined) return;
  throw new MachineError(
    `this machine's route ${conflict.route.dst} (interface ${conflict.route.dev ?? "unknown"}) overlaps ${conflict.cidr}, ` +
      "which the local cluster uses. Remove the route, or set KUBECONFIG to use another cluster.",
  );
}

/** The first route that overlaps a range of the cluster, the default route and our own routes aside. */
export function findConflict(
  routes: readonly Route[],
): { readonly route: Route; readonly cidr: string } | undefined {
  for (const route of routes) {
    if (route.dst === "default" || route.dev === hostInterface) continue;
    for (const cidr of [podCidr, serviceCidr, linkCidr]) {
      if (overlaps(route.dst, cidr)) return { route, cidr };
    }
  }
  return undefined;
}

/** Connects the machine and the cluster's network namespace by a pair of interfaces, and routes pods and Services. */
export async function connectNetwork({ pid }: Instance): Promise<void> {
  const inside = (...args: string[]): Promise<string> =>
    run("nsenter", ["--target", String(pid), "--net", "ip", ...args]);
  const outside = (...args: string[]): Promise<string> => run("ip", args);
  await outside(
    ...["link", "add", hostInterface, "type", "veth"],
    ...["peer", "name", nodeInterface, "netns", String(pid)],
  );
  await outside("addr", "add", `${hostIp}/30`, "dev", hostInterface);
  await outside("link", "set", hostInterface, "up");
  await inside("link", "set", "lo", "up");
  await inside("link", "set", nodeInterface, "up");
  // Last: the supervisor starts the programs when it sees this address.
  await inside("addr", "add", `${nodeIp}/30`, "dev", nodeInterface);
  await inside("route", "add", "default", "via", hostIp);
  await outside("route", "add", podCidr, "via", nodeIp);
  await outside("route", "add", serviceCidr, "via", nodeIp);
  await openWayOut();
}

/** Nothing is changed on a machine that has no way out itself. */
async function openWayOut(): Promise<void> {
  if ((await run("ip", ["-4", "route", "show", "default"])).trim() === "") return;
  const before = ((await readIfExists(forwardingSetting)) ?? "").trim();
  if (before !== "1") {
    await writeFile(forwardingFile, before, { mode: 0o600 });
    await writeFile(forwardingSetting, "1");
  }
  await run("nft", ["-f", "-"], { input: translation });
  // Where there is no filter, an exception from it would only create one.
  if (!(await packetRules()).includes("*filter\n")) return;
  for (const rule of forwardRules) await run("iptables", ["-w", "-I", ...rule]);
}

/**
 * The machine's own packet rules as iptables sees them; empty when it has none. All tables: asked for one, iptables-save
 * shows it even where it does not exist.
 */
function packetRules(): Promise<string> {
  return run("iptables-save", []);
}

/** Removes what {@link connectNetwork} made on the machine, as much of it as there is. */
export async function disconnectNetwork(): Promise<void> {
  await runUnchecked("nft", ["delete", "table", "ip", table]);
  if ((await packetRules()).includes(`--comment ${table} `)) {
    for (const rule of forwardRules) {
      // As often as it is there.
      while ((await runUnchecked("iptables", ["-w", "-D", ...rule])).code === 0);
    }
  }
  const before = await readIfExists(forwardingFile);
  if (before !== undefined) {
    await writeFile(forwardingSetting, before);
    await rm(forwardingFile, { force: true });
  }
  // The routes go with the interface, and so does the other end.
  await runUnchecked("ip", ["link", "delete", hostInterface]);
}
