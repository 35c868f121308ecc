import type { RequestListener } from "node:http";
import { EventRing } from "../../monitor/src/agent/eventRing.ts";
import type { ExecutionReading } from "../../monitor/src/agent/reading.ts";
import { agentRoutes, createAgentServer } from "../../monitor/src/agent/server.ts";
import type { SyncReading } from "../../monitor/src/agent/syncReading.ts";
import { beaconAnswers, sendJson } from "../../monitor/test/support/httpServer.ts";
import { GETH_ANSWERS } from "../../monitor/test/support/fixtures.ts";
import {
  type ConsensusPeer,
  consensusPeer,
  type ExecutionPeer,
  executionPeer,
  PEERS_OF_LAYER,
} from "./peerMonitorPeers.ts";

const both = { execution: { answers: true }, consensus: { answers: true } };
const answers = { schema: 1, answers: true, reasons: [], ...both } as const;

const HEAD = "0x1681c80";
const list = <T>(make: () => T): T[] => Array.from({ length: PEERS_OF_LAYER }, make);

/** A node that is made up: its peers, and what its agent and its beacon API answer, over the agent's own server. */
export class BenchNode {
  readonly #execution: ExecutionPeer[] = list(executionPeer);
  readonly #consensus: ConsensusPeer[] = list(consensusPeer);
  readonly #since = new Map(this.#execution.map(({ id }) => [id, new Date().toISOString()]));
  readonly #ring = new EventRing();
  readonly #startedAt = new Date().toISOString();
  /** How often its peers were asked for, of the layer that was asked less. */
  get polls(): number {
    return Math.min(this.#asked.execution, this.#asked.consensus);
  }
  readonly #asked = { execution: 0, consensus: 0 };

  /** The agent's server. */
  readonly agent = createAgentServer(
    agentRoutes(
      {
        read: () => Promise.resolve(this.#reading()),
        noReading: (error) => {
          throw error;
        },
      },
      { reading: () => this.#sync(), answers: () => answers },
      this.#ring,
    ),
  );

  /** The beacon API. */
  readonly beacon: RequestListener = (request, response) => {
    const { url = "" } = request;
    if (url.startsWith("/eth/v1/node/peers?")) {
      this.#asked.consensus++;
      sendJson(response, { data: this.#consensus, meta: { count: this.#consensus.length } });
    } else if (url === "/eth/v1/node/peer_count") {
      const connected = String(this.#consensus.length);
      sendJson(response, { data: { connected, connecting: "0", disconnected: "0" } });
    } else if (url.startsWith("/eth/v1/node/peers/")) {
      sendJson(response, { code: 404, message: "Peer not found" }, 404);
    } else beaconAnswers(request, response);
  };

  /** One peer of each layer goes and another comes. */
  turn(): void {
    const place = Math.floor(Math.random() * PEERS_OF_LAYER);
    this.#consensus[place] = consensusPeer();
    const [gone, come] = [this.#execution[place], executionPeer()];
    this.#execution[place] = come;
    const at = new Date().toISOString();
    if (gone !== undefined) {
      this.#since.delete(gone.id);
      this.#push("leave", gone, at, "disconnect requested");
    }
    this.#since.set(come.id, at);
    this.#push("join", come, at, null);
  }

  #push(kind: "join" | "leave", peer: ExecutionPeer, at: string, reason: string | null): void {
    const { id, name, network } = peer;
    const { inbound, remoteAddress: remote } = network;
    this.#ring.push({ kind, at, precision: "event", peer: id, name, inbound, remote, reason });
  }

  #reading(): ExecutionReading {
    this.#asked.execution++;
    const sessions = [...this.#since].map(
      ([id, since]) => [id, { since, precision: "event" }] as const,
    );
    return {
      schema: 1,
      fetchedAt: new Date().toISOString(),
      sessionsFrom: "events",
      eventSeq: this.#ring.newest,
      sessions: Object.fromEntries(sessions),
      nodeInfo: GETH_ANSWERS["admin_nodeInfo"],
      ...{ chainId: "0x1", networkId: "1", headBlock: HEAD, syncing: false },
      peers: this.#execution,
      reportedConnected: `0x${this.#execution.length.toString(16)}`,
    };
  }

  #sync(): SyncReading {
    const now = new Date();
    const seconds = Math.floor(now.getTime() / 1000);
    return {
      ...{ schema: 1, inSync: true, reasons: [] },
      execution: {
        ...{ answers: true, chainId: 1, headBlock: Number(HEAD) },
        ...{ headTimestamp: seconds, headAgeSeconds: 0, peers: PEERS_OF_LAYER },
      },
      consensus: {
        ...{ answers: true, isSyncing: false, isOptimistic: false, elOffline: false },
        ...{ headSlot: 12_345_678, syncDistance: 0 },
      },
      ...{ lastInSync: now.toISOString(), inSyncBefore: now.toISOString() },
      ...{ startedAt: this.#startedAt, checkedAt: now.toISOString(), revision: null },
    };
  }
}
