/** What the gateway answers itself: JSON-RPC errors, so that a client shows them as it shows a node's. */
const answer = (status: number, code: number, message: string): string => {
  const body = { jsonrpc: "2.0", id: null, error: { code, message } };
  return `status ${status} content-type application/json string '${JSON.stringify(body)}'`;
};

/** JSON-RPC's own codes where one fits, else those of EIP-1474. */
export const answers = {
  path: answer(404, -32600, "there is nothing here: ask /"),
  method: answer(405, -32600, "calls are sent by POST"),
  contentType: answer(415, -32600, "expected content-type: application/json"),
  encoded: answer(415, -32600, "expected a call that is not compressed"),
  length: answer(411, -32600, "expected a content-length, and no transfer-encoding"),
  unknown: answer(401, -32001, "no key or token that is known here"),
  tooMany: answer(429, -32005, "too many requests"),
  forbidden: answer(403, -32601, "this method is not served here"),
  tooLarge: (most: number) => answer(413, -32600, `a call has ${most} bytes at most`),
  slow: answer(408, -32600, "the call did not come in time"),
  refused: answer(400, -32600, "this is not one plain JSON-RPC call"),
  noNode: answer(503, -32603, "no node is in sync"),
} as const;

/** What a call is refused for, by the words of `inspect.lua`. */
export const problems = {
  "not-json": answer(400, -32700, "this is not JSON"),
  "not-utf8": answer(400, -32700, "this is not UTF-8"),
  batch: answer(400, -32600, "batches are not served here: send one call"),
  "other-key": answer(400, -32600, "a call has jsonrpc, id, method and params, and no other key"),
  "key-twice": answer(400, -32600, "a key is there twice"),
  "wrong-type": answer(400, -32600, 'expected jsonrpc: "2.0", and id and params of their types'),
  "no-method": answer(400, -32600, "expected a method, written plainly"),
  "more-than-one": answer(400, -32600, "there is more after the call"),
} as const;
