import { GETH_ANSWERS } from "./fixtures.ts";
import { type Handler, sendJson } from "./httpServer.ts";

/** What a client that is not asked over a socket serves beside the recorded answers. */
export const RPC_ANSWERS: Readonly<Record<string, unknown>> = {
  ...GETH_ANSWERS,
  net_peerCount: "0x1",
  web3_clientVersion: "Geth/v1.17.2-stable/linux-amd64/go1.26",
};

/** A JSON-RPC port: answers from a table, refuses what is not in it as Geth does, and keeps what was asked. */
export function rpcHandler(
  answers: () => Readonly<Record<string, unknown>>,
  asked: string[],
): Handler {
  return (request, response) => {
    let text = "";
    request.on("data", (piece: Buffer) => (text += piece.toString()));
    request.on("end", () => {
      const { id, method } = JSON.parse(text) as { id: number; method: string };
      asked.push(method);
      const table = answers();
      const body = Object.hasOwn(table, method)
        ? { result: table[method] }
        : {
            error: {
              code: -32601,
              message: `the method ${method} does not exist/is not available`,
            },
          };
      sendJson(response, { jsonrpc: "2.0", id, ...body });
    });
  };
}
