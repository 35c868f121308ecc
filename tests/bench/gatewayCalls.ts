/** A call of JSON-RPC. */
export interface Call {
  readonly method: string;
  readonly params: readonly unknown[];
}

export const callText = (call: Call): string => JSON.stringify({ jsonrpc: "2.0", id: 1, ...call });

/** One call, answered. @throws Error with what the node said */
export async function ask<T>(url: string, call: Call): Promise<T> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body: callText(call) });
  const { result, error } = (await answer.json()) as { result?: T; error?: { message: string } };
  if (result === undefined) throw new Error(`${call.method}: ${error?.message ?? "no result"}`);
  return result;
}

/** The call that costs Geth least. */
export const cheapest: Call = { method: "eth_blockNumber", params: [] };

/** What a wallet asks (balance, nonce, fee, a call, the receipt of what it sent), and an indexer: the block, whole, and its logs. */
export function mixture({ block, transfer }: { block: string; transfer: string }): Call[] {
  const account = `0x${"42".repeat(20)}`;
  return [
    cheapest,
    { method: "eth_getBalance", params: [account, "latest"] },
    { method: "eth_getTransactionCount", params: [account, "latest"] },
    { method: "eth_feeHistory", params: ["0x5", "latest", [50]] },
    { method: "eth_call", params: [{ to: account, data: "0x70a08231" }, "latest"] },
    { method: "eth_getTransactionReceipt", params: [transfer] },
    { method: "eth_getBlockByNumber", params: [block, true] },
    { method: "eth_getLogs", params: [{ fromBlock: block, toBlock: block }] },
  ];
}
