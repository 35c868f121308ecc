import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ports } from "../../components/kubernetes/ports.ts";
import { container, pod } from "./clusterPods.ts";
import { containerProcess } from "./clusterProcesses.ts";
import { ethereum, type NodeName } from "./clusterStack.ts";

const run = promisify(execFile);

/** What of each client peers are reached by. */
const clients = {
  geth: { program: "geth", port: ports.execution.p2p },
  prysm: { program: "prysm-beacon", port: ports.consensus.p2pTcp },
} as const;

/**
 * Cuts a client off from its peers, or lets it to them again: in its pod's own network, so that a new pod is not cut off.
 * All else that asks it, or that it asks, is reached as before.
 */
export async function cutPeers(
  node: NodeName,
  client: keyof typeof clients,
  cut: boolean,
): Promise<void> {
  const { program, port } = clients[client];
  const running = await pod(ethereum, `${node}-${client}-0`);
  const pid = containerProcess(running, container(running, program));
  for (const chain of ["INPUT", "OUTPUT"]) {
    for (const protocol of ["tcp", "udp"]) {
      for (const side of ["--sport", "--dport"]) {
        const rule = [chain, "-p", protocol, side, String(port), "-j", "DROP"];
        await run("nsenter", [
          ...[`--net=/proc/${pid}/ns/net`, "iptables", cut ? "-I" : "-D"],
          ...rule,
        ]);
      }
    }
  }
}
