import type { Snapshot as PeersSnapshot } from "../../monitor/src/serve/snapshot.ts";
import { kubectl } from "./clusterApi.ts";
import { ethereum } from "./clusterStack.ts";
import type { NodeName } from "./clusterStack.ts";

/** The public key in an enode URL, which is what a Geth is known by. */
export function enodeId(enode: string | null): string {
  const id = /^enode:\/\/([0-9a-f]{128})@/.exec(enode ?? "")?.[1];
  if (id === undefined) throw new Error(`"${enode ?? ""}" is no enode URL`);
  return id;
}

/** The enode URLs of a Geth's peers, by its own console: over IPC, past everything of ours. */
export async function executionPeers(node: NodeName): Promise<string[]> {
  const expression = "JSON.stringify(admin.peers.map(function (peer) { return peer.enode }))";
  const printed = await kubectl(
    ...["exec", `--namespace=${ethereum}`, `${node}-geth-0`, "--container=geth", "--"],
    ...["geth", "attach", "--datadir=/tmp/console", `--exec=${expression}`, "/ipc/geth.ipc"],
  );
  // The console prints a string as it would be written in a program.
  return JSON.parse(JSON.parse(printed) as string) as string[];
}

/** What `make peers` prints. */
export function peersCommand(...args: string[]): Promise<string> {
  return kubectl(
    ...["exec", `--namespace=${ethereum}`, "deploy/peer-monitor", "--"],
    ...["node", "/app/src/main.ts", "peers", ...args],
  );
}

/** The peer monitor's JSON, as its command prints it. */
export async function peersSnapshot(): Promise<PeersSnapshot> {
  return JSON.parse(await peersCommand("--json")) as PeersSnapshot;
}
