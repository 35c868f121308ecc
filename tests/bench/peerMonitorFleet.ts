// The nodes that the peer monitor is measured with: their agents and beacon APIs, as a process of their own.
import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { BenchNode } from "./peerMonitorNode.ts";

/** Peers that leave each layer of a node in an hour, for each of which another comes: what a full Geth's own rotation makes at most. */
export const TURNOVER = 20;

/** The ports, told once all listen. */
interface Ports {
  readonly agentPort: number;
  readonly beaconPort: number;
}

/** What the process tells the one that started it: its ports, and each second how often the node was polled that was polled least. */
type FleetMessage = Ports | { readonly polls: number };

/** The process, seen from outside. */
export interface BenchFleet {
  /** How many nodes it has. */
  readonly size: number;
  /** How often each layer of each node was polled at least. */
  readonly polls: number;
  readonly agentUrl: (node: number) => string;
  readonly beaconUrl: (node: number) => string;
  readonly stop: () => void;
}

/** Starts the process for so many nodes, and waits until all listen. */
export async function startFleet(size: number): Promise<BenchFleet> {
  const child = fork(import.meta.filename, [String(size)]);
  let polls = 0;
  child.on("message", (message: FleetMessage) => {
    if ("polls" in message) ({ polls } = message);
  });
  const [{ agentPort, beaconPort }] = (await once(child, "message")) as [Ports];
  return {
    size,
    get polls() {
      return polls;
    },
    agentUrl: (node) => `http://${loopback(1, node)}:${agentPort}`,
    beaconUrl: (node) => `http://${loopback(2, node)}:${beaconPort}`,
    stop: () => {
      child.disconnect();
    },
  };
}

/**
 * An address of loopback for each server, as pods have: connections that are kept open are kept for each.
 * @param kind 1: its agent, 2: its beacon API
 */
const loopback = (kind: 1 | 2, node: number): string =>
  `127.${kind}.${Math.floor(node / 250)}.${(node % 250) + 1}`;

/** Listens at the same port of all addresses; the first server finds one that is free. */
async function listen(servers: readonly Server[], kind: 1 | 2): Promise<number> {
  let port = 0;
  for (const [index, server] of servers.entries()) {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(port, loopback(kind, index), resolve);
    });
    ({ port } = server.address() as AddressInfo);
  }
  return port;
}

async function main(count: number): Promise<void> {
  const nodes = Array.from({ length: count }, () => new BenchNode());
  const tell = (message: FleetMessage): void => {
    if (process.connected) process.send?.(message);
  };
  tell({
    agentPort: await listen(
      nodes.map(({ agent }) => agent),
      1,
    ),
    beaconPort: await listen(
      nodes.map(({ beacon }) => createServer({ keepAliveTimeout: 65_000 }, beacon)),
      2,
    ),
  });
  let due = 0;
  setInterval(() => {
    for (due += (count * TURNOVER) / 3600; due >= 1; due--) {
      nodes[Math.floor(Math.random() * count)]?.turn();
    }
    tell({ polls: Math.min(...nodes.map(({ polls }) => polls)) });
  }, 1000);
  // It does not outlive the one that started it.
  process.once("disconnect", () => process.exit(0));
}

if (import.meta.main) await main(Number(process.argv[2]));
