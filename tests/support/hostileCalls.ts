/** Bodies that try to have a method executed that no gateway lets through, or that are no call at all, by what they are. */

const forbidden = "admin_nodeInfo";
const allowed = "eth_chainId";
const call = (method: string): string =>
  `{"jsonrpc":"2.0","id":1,"method":"${method}","params":[]}`;
const rest = `"jsonrpc":"2.0","id":1,"params":[]`;

/** Methods that a Geth has beside those that only read its chain. */
export const forbiddenMethods = [
  "admin_nodeInfo",
  "admin_addPeer",
  "debug_setHead",
  "debug_traceBlockByNumber",
  "txpool_content",
  "miner_setGasPrice",
  "eth_accounts",
  "eth_sendTransaction",
  "eth_newFilter",
  "engine_forkchoiceUpdatedV3",
  "rpc_modules",
  "personal_listAccounts",
];

/** One call each, of which two readers may not understand the same. All are refused as no plain call. */
export const hostileBodies: Readonly<Record<string, string | Buffer>> = {
  "a batch of one that is forbidden": `[${call(forbidden)}]`,
  "a batch of one that is allowed": `[${call(allowed)}]`,
  "a batch after white space": `\r\n\t [${call(forbidden)}]`,
  "an empty batch": "[]",
  "a batch in a batch": `[[${call(forbidden)}]]`,
  "the method twice, forbidden last": `{"method":"${allowed}","method":"${forbidden}",${rest}}`,
  "the method twice, forbidden first": `{"method":"${forbidden}","method":"${allowed}",${rest}}`,
  "METHOD beside method": `{"method":"${allowed}","METHOD":"${forbidden}",${rest}}`,
  "Method beside method": `{"Method":"${forbidden}","method":"${allowed}",${rest}}`,
  "mETHOD alone": `{"mETHOD":"${forbidden}",${rest}}`,
  "a key in an escape": `{"method":"${allowed}","\\u006dethod":"${forbidden}",${rest}}`,
  "a key with one letter in an escape": `{"method":"${allowed}","meth\\u006fd":"${forbidden}",${rest}}`,
  "a key alone, in escapes": `{"\\u006d\\u0065\\u0074\\u0068\\u006f\\u0064":"${forbidden}",${rest}}`,
  "a key with a Greek letter": `{"method":"${allowed}","methοd":"${forbidden}",${rest}}`,
  // Go's decoder folds this letter to an s.
  "a key with a long s": `{"method":"${allowed}","paramſ":[],"jsonrpc":"2.0","id":1}`,
  "a key with a space": `{"method":"${allowed}","method ":"${forbidden}",${rest}}`,
  "a key with a NUL": `{"method":"${allowed}","method\\u0000":"${forbidden}",${rest}}`,
  "an empty key": `{"method":"${allowed}","":"${forbidden}",${rest}}`,
  "params twice": `{"method":"${allowed}","params":[1],${rest}}`,
  "the id twice": `{"method":"${allowed}","id":2,${rest}}`,
  "another key": `{"method":"${allowed}","extra":1,${rest}}`,
  "the method in an escape": `{"method":"admin_nodeInf\\u006f",${rest}}`,
  "an allowed method in an escape": `{"method":"\\u0065th_chainId",${rest}}`,
  "the method in a list": `{"method":["${forbidden}"],${rest}}`,
  "the method in an object": `{"method":{"method":"${forbidden}"},${rest}}`,
  "the method null": `{"method":null,${rest}}`,
  "the method a number": `{"method":1,${rest}}`,
  "the method empty": `{"method":"",${rest}}`,
  "the method with a space before it": `{"method":" ${forbidden}",${rest}}`,
  "the method with a new line after it": `{"method":"${allowed}\\n",${rest}}`,
  "the method with a NUL after it": `{"method":"${allowed}\\u0000",${rest}}`,
  "the method with two underscores": `{"method":"eth_chainId_${forbidden}",${rest}}`,
  "the method in capitals": `{"method":"ETH_chainId",${rest}}`,
  "the method of 70 letters": `{"method":"eth_${"a".repeat(66)}",${rest}}`,
  "no method": `{${rest}}`,
  "two calls": call(allowed) + call(forbidden),
  "two calls, a line each": `${call(allowed)}\n${call(forbidden)}`,
  "a batch after a call": `${call(allowed)}[${call(forbidden)}]`,
  "a NUL after a call": `${call(allowed)}\u0000`,
  "a word after a call": `${call(allowed)} null`,
  "a byte order mark": `\uFEFF${call(allowed)}`,
  "UTF-16": Buffer.from(call(forbidden), "utf16le"),
  "a comment": `{/*"method":"${allowed}",*/"method":"${forbidden}",${rest}}`,
  "a line's comment": `{"method":"${forbidden}", //\n${rest}}`,
  "single quotes": call(forbidden).replaceAll('"', "'"),
  "a key without quotes": `{method:"${forbidden}",${rest}}`,
  "a comma at the end": `{"method":"${allowed}",${rest},}`,
  "two commas": `{"method":"${allowed}",,${rest}}`,
  "no end": call(forbidden).slice(0, -1),
  "no end of the method": `{${rest},"method":"${forbidden}`,
  "a text": `"${forbidden}"`,
  "a number": "1",
  "nothing but white space": "  \n",
  "a form": `method=${forbidden}`,
  "a new line in a text": `{"method":"${allowed}","id":"a\nb","jsonrpc":"2.0"}`,
  "bytes that are no UTF-8": Buffer.concat([
    Buffer.from(`{"method":"${allowed}","id":"`),
    Buffer.from([0xff, 0xc0, 0xaf]),
    Buffer.from(`","jsonrpc":"2.0"}`),
  ]),
  "an escape that is none": `{"method":"${allowed}","id":"\\x61","jsonrpc":"2.0"}`,
  "half an escape": `{"method":"${allowed}","id":"\\u00","jsonrpc":"2.0"}`,
  "a number that is none": `{"method":"${allowed}","id":01,"jsonrpc":"2.0"}`,
  "a hexadecimal number": `{"method":"${allowed}","id":0x1,"jsonrpc":"2.0"}`,
  NaN: `{"method":"${allowed}","id":NaN,"jsonrpc":"2.0"}`,
  "lists in lists, 40": `{"method":"${allowed}","jsonrpc":"2.0","params":${"[".repeat(40)}${"]".repeat(40)}}`,
  "lists in lists, 100,000": `{"method":"${allowed}","jsonrpc":"2.0","params":${"[".repeat(100_000)}`,
  "objects in objects, 20,000": `{"method":"${allowed}","jsonrpc":"2.0","params":${'{"a":'.repeat(20_000)}`,
  "no version": `{"method":"${allowed}","id":1}`,
  "version 1.0": `{"method":"${allowed}","id":1,"jsonrpc":"1.0"}`,
  "the version a number": `{"method":"${allowed}","id":1,"jsonrpc":2.0}`,
  "the id an object": `{"method":"${allowed}","id":{"method":"${forbidden}"},"jsonrpc":"2.0"}`,
  "the id a list": `{"method":"${allowed}","id":[1],"jsonrpc":"2.0"}`,
  "the id true": `{"method":"${allowed}","id":true,"jsonrpc":"2.0"}`,
  "the id of 200 letters": `{"method":"${allowed}","id":"${"a".repeat(200)}","jsonrpc":"2.0"}`,
  "params a text": `{"method":"${allowed}","params":"${forbidden}","id":1,"jsonrpc":"2.0"}`,
  "params a number": `{"method":"${allowed}","params":1,"id":1,"jsonrpc":"2.0"}`,
};

/** A request by hand. `KEY` stands for the key of a user who may ask. */
const request = (headers: readonly string[], body: string, first = "POST / HTTP/1.1"): string =>
  [
    first,
    "Host: rpc",
    "Content-Type: application/json",
    "X-Api-Key: KEY",
    ...headers,
    "",
    body,
  ].join("\r\n");
const sized = (body: string): string => `Content-Length: ${body.length}`;
const chunk = (body: string): string => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
const bad = call(forbidden);
const good = call(allowed);
const smuggled = request([sized(bad)], bad);

/** Requests that two servers may cut differently, and the statuses of their answers; empty: refused, by any 4xx or a closed door. */
export const hostileRequests: Readonly<
  Record<string, readonly [text: string, statuses: readonly number[]]>
> = {
  chunks: [request(["Transfer-Encoding: chunked"], chunk(bad)), []],
  "chunks of what is allowed": [request(["Transfer-Encoding: chunked"], chunk(good)), []],
  "a length and chunks": [
    request([sized(good), "Transfer-Encoding: chunked"], `0\r\n\r\n${smuggled}`),
    [],
  ],
  "chunks and a length": [
    request(["Transfer-Encoding: chunked", "Content-Length: 4"], chunk(bad)),
    [],
  ],
  "a coding that is none": [request(["Transfer-Encoding: xchunked", sized(good)], good), []],
  "a coding after a tab": [request(["Transfer-Encoding:\tchunked"], chunk(bad)), []],
  "a space before the colon": [request([`Transfer-Encoding : chunked`, sized(good)], good), []],
  "two lengths that differ": [request([sized(good), "Content-Length: 0"], good), []],
  "a length with a sign": [request([`Content-Length: +${good.length}`], good), []],
  "a length below zero": [request(["Content-Length: -1"], good), []],
  "two lengths in one header": [request([`Content-Length: ${good.length}, 0`], good), []],
  "no length": [request([], good), []],
  // Read as one header, as RFC 9112, 5.2 has it: its second line is no coding.
  "a header over two lines": [
    request(["X-Folded: a", " Transfer-Encoding: chunked", sized(good)], good),
    [200],
  ],
  "a header with a NUL": [request(["X-Nul: a\0b", sized(good)], good), []],
  "HTTP/0.9": ["POST /\r\n\r\n", []],
  "HTTP/1.0 without a length": [request([], bad, "POST / HTTP/1.0"), []],
  "another path": [request([sized(good)], good, "POST /admin HTTP/1.1"), [404]],
  "a path that leads back": [request([sized(good)], good, "POST /a/../ HTTP/1.1"), [404]],
  GET: [request([], "", "GET / HTTP/1.1"), [405]],
  PUT: [request([sized(good)], good, "PUT / HTTP/1.1"), [405]],
  TRACE: [request([], "", "TRACE / HTTP/1.1"), []],
  CONNECT: [request([], "", "CONNECT 127.0.0.1:8551 HTTP/1.1"), []],
  "a WebSocket": [
    request(
      [
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Version: 13",
      ],
      "",
      "GET / HTTP/1.1",
    ),
    [405],
  ],
  "two keys": [request(["X-Api-Key: KEY", sized(good)], good), [401]],
  "two content types": [request(["Content-Type: text/plain", sized(good)], good), [415]],
  "a compressed body": [request(["Content-Encoding: gzip", sized(good)], good), [415]],
  "no content type": [
    `POST / HTTP/1.1\r\nHost: rpc\r\nX-Api-Key: KEY\r\n${sized(bad)}\r\n\r\n${bad}`,
    [415],
  ],
  "a text": [
    `POST / HTTP/1.1\r\nHost: rpc\r\nX-Api-Key: KEY\r\nContent-Type: text/plain\r\n${sized(bad)}\r\n\r\n${bad}`,
    [415],
  ],
  "1 MiB": [
    request([`Content-Length: ${1024 * 1024}`], `${good.slice(0, -1)}${" ".repeat(400_000)}`),
    [413],
  ],
  "a forbidden call behind an allowed one": [request([sized(good)], good) + smuggled, [200, 403]],
  "a call without a key behind one with": [
    request([sized(good)], good) + smuggled.replace("X-Api-Key: KEY\r\n", ""),
    [200, 401],
  ],
  "a body longer than its length": [request([sized(good)], good + smuggled), [200, 403]],
  "a length that is too long": [request([`Content-Length: ${good.length + 10}`], good), [408]],
};
