import type { Snapshot as PeersSnapshot } from "../../monitor/src/serve/snapshot.ts";
import { getJson, kubectl, servicePath, tryKubectl } from "./clusterApi.ts";
import { ethereum } from "./clusterStack.ts";

/** The public key in an enode URL, which is what a Geth is known by. */
export function enodeId(enode: string | null): string {
  const id = /^enode:\/\/([0-9a-f]{128})@/.exec(enode ?? "")?.[1];
  if (id === undefined) throw new Error(`"${enode ?? ""}" is no enode URL`);
  return id;
}

/** Asks a Geth's own console: over IPC, past everything of ours. @param expression JavaScript that gives a string */
async function consoleAnswer<T>(node: string, expression: string): Promise<T> {
  const printed = await kubectl(
    ...["exec", `--namespace=${ethereum}`, `${node}-geth-0`, "--container=geth", "--"],
    ...["geth", "attach", "--datadir=/tmp/console", `--exec=${expression}`, "/ipc/geth.ipc"],
  );
  // The console prints a string as it would be written in a program.
  return JSON.parse(JSON.parse(printed) as string) as T;
}

/** The enode URLs of a Geth's peers. */
export function executionPeers(node: string): Promise<string[]> {
  return consoleAnswer(
    node,
    "JSON.stringify(admin.peers.map(function (peer) { return peer.enode }))",
  );
}

/** A peer as one line, `<id> inbound` or `<id> outbound`, so that lists of them can be compared. */
export type Session = string;

/** A Geth's peers, as `admin_peers` gives them. */
export function executionSessions(node: string): Promise<Session[]> {
  return consoleAnswer(
    node,
    `JSON.stringify(admin.peers.map(function (peer) {
      return peer.id + (peer.network.inbound ? " inbound" : " outbound") }))`,
  );
}

/** A consensus client's peers, as its beacon API gives them. */
export async function consensusSessions(node: string): Promise<Session[]> {
  const url = servicePath(ethereum, `${node}-prysm`, 3500);
  const { data } = await getJson<{ data: { peer_id: string; direction: string }[] }>(
    `${url}/eth/v1/node/peers?state=connected`,
  );
  return data.map(({ peer_id: id, direction }) => `${id} ${direction}`);
}

/** A Geth's own id, by which `admin_peers` of others calls it. */
export const executionId = (node: string): Promise<string> =>
  consoleAnswer(node, "JSON.stringify(admin.nodeInfo.id)");

/** When a Geth's `admin_peers` lost a peer, milliseconds since 1970: between the last look with it and the first without. */
export interface Loss {
  readonly lastWith: number;
  readonly firstWithout: number;
}

/** Looks at a Geth's `admin_peers` twenty times a second until a peer is there no more; at most for a minute. */
export function lossOf(node: string, peerId: string): Promise<Loss> {
  const isThere = `admin.peers.some(function (peer) { return peer.id === ${JSON.stringify(peerId)} })`;
  return consoleAnswer(
    node,
    `(function () {
      for (var until = Date.now() + 60000, last = null; ; admin.sleep(0.05)) {
        var now = Date.now();
        if (now > until) throw new Error("it stayed");
        if (${isThere}) last = now;
        else if (last === null) throw new Error("it was not there");
        else return JSON.stringify({ lastWith: last, firstWithout: Date.now() });
      }
    })()`,
  );
}

/** What `make peers` prints: also of nodes that want a look, which its exit code tells. */
export async function peersCommand(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await tryKubectl([
    ...["exec", `--namespace=${ethereum}`, "deploy/peer-monitor", "--"],
    ...["node", "/app/src/main.ts", "peers", ...args],
  ]);
  if (code > 2) throw new Error(`peers: exit code ${code}\n${stderr}`);
  return stdout;
}

/** The peer monitor's JSON, as its command prints it. */
export async function peersSnapshot(): Promise<PeersSnapshot> {
  return JSON.parse(await peersCommand("--json")) as PeersSnapshot;
}
