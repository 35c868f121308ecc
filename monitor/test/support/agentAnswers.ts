import { GETH_ANSWERS, GETH_PEER_ID } from "./fixtures.ts";
import { type Handler, sendJson } from "./httpServer.ts";

/** What an agent serves beside that Geth, with other peers where wanted. */
export function agentReading(peers: readonly unknown[]) {
  return {
    schema: 1,
    fetchedAt: new Date().toISOString(),
    sessionsFrom: "events",
    sessions: { [GETH_PEER_ID]: { since: "2026-01-01T00:00:00.000Z", precision: "event" } },
    nodeInfo: GETH_ANSWERS["admin_nodeInfo"],
    chainId: "0x7e7e",
    networkId: "32382",
    headBlock: "0x20",
    syncing: false,
    peers,
  };
}

/** What it serves of the node's sync. */
export function agentSync(inSync: boolean, headTimestamp: number | null = 1_700_000_000) {
  return {
    schema: 1,
    inSync,
    reasons: inSync ? [] : ["consensus client is syncing, 900 slots behind"],
    execution: { headTimestamp },
    lastInSync: "2026-01-01T00:00:00.000Z",
  };
}

/** Serves both. */
export const agentAnswers: Handler = (request, response) => {
  if (request.url === "/v1/sync") sendJson(response, agentSync(true));
  else sendJson(response, agentReading(GETH_ANSWERS["admin_peers"] as unknown[]));
};
