import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GETH_ANSWERS } from "../../monitor/test/support/fixtures.ts";
import { answering, GethSocket } from "../../monitor/test/support/gethSocket.ts";
import { executionPeer, PEERS_OF_LAYER } from "./peerMonitorPeers.ts";
import { MonitorProcess } from "./peerMonitorProcess.ts";

/** The agent beside one client, bytes. */
export interface AgentFigure {
  /** The most seen in the time in which it was asked. */
  readonly resident: number;
  /** The most that it ever had, its start included. */
  readonly most: number;
}

/** What a client in sync answers, with as many peers as a node of the fleet has on this layer. */
function answers(): Readonly<Record<string, unknown>> {
  const peers = Array.from({ length: PEERS_OF_LAYER }, executionPeer);
  const timestamp = `0x${Math.floor(Date.now() / 1000).toString(16)}`;
  return {
    ...GETH_ANSWERS,
    admin_peers: peers,
    eth_getBlockByNumber: { number: GETH_ANSWERS["eth_blockNumber"], timestamp },
    net_peerCount: `0x${peers.length.toString(16)}`,
  };
}

/**
 * Measures the agent as a pod starts it, beside a socket that answers as Geth does, asked as often as the server and
 * the kubelet ask.
 * @param seconds how long
 */
export async function measureAgent(
  beaconUrl: string,
  folder: string,
  env: Readonly<Record<string, string>>,
  seconds: number,
): Promise<AgentFigure> {
  const socket = await GethSocket.open();
  const chainId = Number(GETH_ANSWERS["eth_chainId"]);
  const agent = new MonitorProcess(
    [
      ...["agent", `--ipc=${socket.path}`, "--listen=127.0.0.1:0"],
      ...[`--beacon=${beaconUrl}`, `--chain-id=${chainId}`, "--seconds-per-slot=12"],
      ...[
        "--max-head-age=120",
        "--min-peers=1",
        `--state=${join(folder, "agent")}`,
        "--revision=1",
      ],
    ],
    env,
  );
  try {
    const url = `http://127.0.0.1:${await agent.port()}`;
    let resident = 0;
    for (let second = 0; second < seconds; second++) {
      socket.respond = answering(answers());
      if (second % 5 === 0) await fetch(`${url}/v1/sync`).then((answer) => answer.text());
      if (second % 15 === 0) await fetch(`${url}/v1/execution`).then((answer) => answer.text());
      resident = Math.max(resident, agent.memory().resident);
      await sleep(1000);
    }
    return { resident, most: agent.memory().most };
  } finally {
    await agent.stop();
    await socket.dispose();
  }
}
