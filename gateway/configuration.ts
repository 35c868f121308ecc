import { answers, problems } from "./answers.ts";
import { maxConnections, type Gateway } from "./gateway.ts";
import { tokenLines } from "./tokens.ts";

/** Bytes beside a call that its buffer has room for: the request's line and headers, and what HAProxy adds. */
const headerBytes = 16_384;

/** The file `haproxy.cfg`. Source: HAProxy 2.6 configuration manual. */
export function configuration(gateway: Gateway): string {
  return [
    section("global", global(gateway)),
    section("defaults", defaults),
    section("frontend rpc", frontend(gateway)),
    // Calls in the last second, by user: the average of a client that asks for more is what it may.
    section("backend users", [
      "stick-table type string len 96 size 10k expire 1m store gpc(1),gpc_rate(1,1s)",
    ]),
    section("backend nodes", nodes(gateway)),
    ...("service" in gateway.nodes ? [section("resolvers cluster", resolvers)] : []),
    section("frontend metrics", metrics(gateway)),
  ].join("\n");
}

const section = (name: string, lines: readonly string[]): string =>
  [name, ...lines.map((line) => `  ${line}`), ""].join("\n");

const global = ({ maxBodyBytes, folder }: Gateway): string[] => [
  "log stdout format raw local0 info",
  `maxconn ${maxConnections}`,
  // Calls under way when it is told to stop may end.
  "hard-stop-after 30s",
  `tune.bufsize ${maxBodyBytes + headerBytes}`,
  "tune.maxrewrite 1024",
  // One thread: a user's rate is counted in one place, and Lua runs in one at a time anyway.
  "nbthread 1",
  `lua-load ${folder}/inspect.lua`,
  "ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets",
];

/** Times are for a person's patience, and so that nobody holds a connection by sending slowly. */
const defaults = [
  "mode http",
  "log global",
  "timeout connect 2s",
  "timeout client 65s",
  "timeout http-request 10s",
  "timeout http-keep-alive 60s",
  "timeout queue 10s",
  "timeout server 60s",
  "option http-keep-alive",
  "option redispatch 1",
  "retries 2",
  // Only where nothing was sent: a transaction is not sent twice.
  "retry-on conn-failure",
  "http-reuse safe",
  `http-error ${answers.noNode}`,
  `http-error ${answers.slow}`,
];

/** What stands in the access log of a call: no parameters, no token, no address. */
const logLine = [
  '{"time":%Ts.%ms',
  '"subject":"%[var(txn.subject)]"',
  '"method":"%[var(txn.method)]"',
  '"status":%ST',
  '"bytes":%B',
  '"milliseconds":%Ta',
  '"node":"%si"',
  '"end":"%tsc"}',
]
  .join(",")
  .replaceAll('"', String.raw`\"`);

function frontend(gateway: Gateway): string[] {
  const { keys, maxBodyBytes, folder } = gateway;
  const refuse = (what: string, when: string): string => `http-request return ${what} ${when}`;
  const limits = keys.filter(({ requestsPerSecond }) => requestsPerSecond !== undefined);
  const lists = keys.filter((key) => key.methods !== undefined);
  return [
    bind(gateway),
    `log-format "${logLine}"`,
    "option dontlognull",
    refuse(answers.path, "unless { path / }"),
    refuse(answers.method, "unless { method POST }"),
    refuse(
      answers.contentType,
      "unless { req.fhdr(content-type),lower -m reg ^application/json([[:space:]]*;.*)?$ } { req.fhdr_cnt(content-type) 1 }",
    ),
    refuse(answers.encoded, "if { req.hdr(content-encoding) -m found }"),
    refuse(
      answers.length,
      "if { req.hdr(transfer-encoding) -m found } || !{ req.hdr(content-length) -m found }",
    ),
    refuse(answers.tooLarge(maxBodyBytes), `if { req.hdr_val(content-length) gt ${maxBodyBytes} }`),
    "acl only_key req.fhdr_cnt(x-api-key) 1",
    "acl any_key req.fhdr_cnt(x-api-key) gt 0",
    "acl only_token req.fhdr_cnt(authorization) 1",
    "acl any_token req.fhdr_cnt(authorization) gt 0",
    `http-request set-var(txn.subject) req.fhdr(x-api-key),sha2(256),hex,lower,map_str(${folder}/keys.map) if only_key !any_token`,
    ...tokenLines(gateway.tokens, folder).map((line) =>
      line.replace(" if only_token", " if only_token !any_key"),
    ),
    refuse(
      `${answers.unknown} hdr WWW-Authenticate Bearer`,
      "unless { var(txn.subject) -m found }",
    ),
    "http-request track-sc0 var(txn.subject) table users",
    `http-request set-var(txn.limit) int(${gateway.requestsPerSecond})`,
    ...limits.map(
      ({ name, requestsPerSecond }) =>
        `http-request set-var(txn.limit) int(${requestsPerSecond}) if { var(txn.subject) -m str key/${name} }`,
    ),
    refuse(
      `${answers.tooMany} hdr Retry-After 1`,
      "if { sc_gpc_rate(0,0),sub(txn.limit) -m int ge 0 }",
    ),
    "http-request sc-inc-gpc(0,0)",
    "http-request wait-for-body time 10s",
    "http-request lua.inspect",
    ...Object.entries(problems).map(([problem, text]) =>
      refuse(text, `if { var(txn.problem) -m str ${problem} }`),
    ),
    // Whatever it is that was not told above.
    refuse(answers.refused, "unless { var(txn.method) -m found }"),
    refuse(answers.forbidden, `unless { var(txn.method) -m str -f ${folder}/methods.lst }`),
    ...lists.map(({ name }) =>
      refuse(
        answers.forbidden,
        `if { var(txn.subject) -m str key/${name} } !{ var(txn.method) -m str -f ${folder}/methods-${name}.lst }`,
      ),
    ),
    // The nodes are told nothing of who asks.
    "http-request del-header authorization",
    "http-request del-header x-api-key",
    "http-request del-header cookie",
    "http-request del-header origin",
    "http-request del-header upgrade",
    `http-request set-header Host ${gateway.nodesHost}`,
    "http-request set-uri /",
    "default_backend nodes",
  ];
}

function bind({ port, tls }: Gateway): string {
  if (tls === undefined) return `bind :${port}`;
  const clients =
    tls.clientCaFile === undefined ? "" : ` ca-file ${tls.clientCaFile} verify required`;
  return `bind :${port} ssl crt ${tls.file} alpn h2,http/1.1${clients}`;
}

function nodes({ nodes: where }: Gateway): string[] {
  const check = "check inter 2s fall 2 rise 1";
  const servers =
    "addresses" in where
      ? where.addresses.map((address, index) => `server node-${index} ${address} ${check}`)
      : [
          `server-template node- ${where.atMost} ${where.service}:${where.port} ${check} resolvers cluster init-addr none`,
        ];
  return ["balance leastconn", ...servers];
}

/** A pod that is no longer ready leaves the Service's name, and with it the gateway, within some seconds. */
const resolvers = [
  "parse-resolv-conf",
  "accepted_payload_size 8192",
  "timeout resolve 1s",
  "timeout retry 1s",
  "hold valid 2s",
  "hold obsolete 2s",
  "hold nx 2s",
];

const metrics = ({ metricsPort }: Gateway): string[] => [
  `bind :${metricsPort}`,
  "no log",
  "http-request use-service prometheus-exporter if { path /metrics }",
  "http-request return status 200 content-type text/plain string ok if { path /healthz }",
  "http-request return status 404",
];
