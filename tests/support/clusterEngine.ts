import assert from "node:assert/strict";

/**
 * Asks an engine API what it can do.
 *
 * @param authorization header, such as `Bearer TOKEN`; undefined: none
 * @returns the answer's status. 200 only where it is the engine that answers
 */
export async function askEngine(url: string, authorization: string | undefined): Promise<number> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "engine_exchangeCapabilities",
      params: [["engine_newPayloadV4"]],
    }),
  });
  const text = await response.text();
  if (response.status === 200) assert.match(text, /"engine_newPayloadV4"/);
  return response.status;
}
