import { waitFor } from "../../local/support/wait.ts";
import { kubectl, list } from "./clusterApi.ts";
import { reportCluster } from "./clusterReport.ts";
import { ethereum, nodes } from "./clusterStack.ts";
import type { NodeName } from "./clusterStack.ts";
import { startUserPod, type UserPod } from "./clusterUserPod.ts";

/** The Service over all execution clients of the fleet. */
export const rpcService = "rpc";

interface EndpointSlice {
  readonly endpoints?:
    | readonly {
        readonly conditions: { readonly ready?: boolean };
        readonly targetRef?: { readonly name: string };
      }[]
    | null;
}

/** The nodes that the fleet's RPC Service leads to now. */
export async function served(): Promise<NodeName[]> {
  const selector = encodeURIComponent(`kubernetes.io/service-name=${rpcService}`);
  const slices = await list<EndpointSlice>(
    `/apis/discovery.k8s.io/v1/namespaces/${ethereum}/endpointslices?labelSelector=${selector}`,
  );
  const ready = slices
    .flatMap(({ endpoints }) => endpoints ?? [])
    .filter(({ conditions }) => conditions.ready === true)
    .map(({ targetRef }) => targetRef?.name);
  return nodes.filter((node) => ready.includes(`${node}-geth-0`));
}

/**
 * Waits until the fleet's RPC Service leads to a node, or does not any more.
 * @param timeout milliseconds
 * @returns seconds that it took
 */
export async function waitForService(
  node: NodeName,
  isServed: boolean,
  timeout: number,
): Promise<number> {
  const start = performance.now();
  await waitFor(
    `the RPC Service ${isServed ? "to lead" : "not to lead"} to ${node}`,
    async () => (await served()).includes(node) === isServed,
    { timeout, interval: 250 },
  );
  return seconds(start);
}

/**
 * Waits until the fleet's RPC Service leads to every node. Where it does not, prints what the cluster can tell: most who wait
 * do so before or after a test, whose failures are not reported.
 */
export async function waitForAll(timeout = 180_000): Promise<void> {
  try {
    for (const node of nodes) await waitForService(node, true, timeout);
  } catch (error) {
    await reportCluster("when a node did not come back");
    throw error;
  }
}

/** Seconds since a moment of `performance.now()`, to a tenth. */
export const seconds = (start: number): number =>
  Math.round((performance.now() - start) / 100) / 10;

/** Gives a StatefulSet no pod, or its one again, as `kubectl scale` does. */
export async function scale(statefulSet: string, replicas: 0 | 1): Promise<void> {
  await kubectl(
    ...["scale", `--namespace=${ethereum}`, `statefulset/${statefulSet}`],
    `--replicas=${replicas}`,
  );
}

/** What a load has seen until now. */
export interface LoadCounts {
  readonly ok: number;
  readonly failed: number;
}

/** A pod of a user's that asks the fleet's RPC Service again and again. */
export type RpcLoad = UserPod<LoadCounts>;

/**
 * Asks for the newest block with its transactions, its logs and a balance, each time by a connection of its own, so that
 * each request is led anew.
 */
const program = `
const { request } = require("node:http");
let ok = 0, failed = 0, id = 0;
const calls = [
  ["eth_getBlockByNumber", ["latest", true]],
  ["eth_getLogs", [{ fromBlock: "latest", toBlock: "latest" }]],
  ["eth_getBalance", ["0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "latest"]],
];
const once = () => new Promise((resolve) => {
  const [method, params] = calls[++id % calls.length];
  const asked = request("http://${rpcService}:8545", { method: "POST", agent: false, timeout: 5000,
    headers: { "content-type": "application/json" } }, (answer) => {
    let text = "";
    answer.on("data", (piece) => (text += piece));
    answer.on("end", () => { try { JSON.parse(text).result === undefined ? failed++ : ok++; } catch { failed++; } resolve(); });
    answer.on("error", () => { failed++; resolve(); });
  });
  asked.on("timeout", () => asked.destroy(new Error("timeout")));
  asked.on("error", () => { failed++; resolve(); });
  asked.end(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
});
const pause = () => new Promise((resolve) => setTimeout(resolve, 100));
for (let n = 0; n < 4; n++) (async () => { for (;;) { await once(); await pause(); } })();
setInterval(() => console.log(JSON.stringify({ ok, failed })), 1000);
process.once("SIGTERM", () => process.exit(0));
`;

/** Starts a load of some forty requests a second; it ends with the scope that holds it. */
export const startLoad = (): Promise<RpcLoad> =>
  startUserPod<LoadCounts>({ name: "rpc-load", program, answered: ({ ok }) => ok });
