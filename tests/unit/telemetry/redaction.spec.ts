import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { waitFor } from "../../../local/support/wait.ts";
import { logCollectorConfig, traceCollectorConfig } from "../../../monitoring/otel/config.ts";
import { freePorts } from "../../support/freePorts.ts";
import { Collector, OtlpReceiver } from "../../support/otel.ts";
import { toolPath } from "../../support/tool.ts";

const id = "a".repeat(128);
const record =
  "enr:-MK4QPhKKoKILv8lmQ6JCMknJ4ghpb2c4UpVSR6qjLqdPwreSNZQH3Z013X4uOOVv5LpqqfSpmVe35Px9Q_-rpP3R4spSGAaIFZC1qh2F0";
const peer = "16Uiu2HAmFANhb5o4eBDToJComJZL3ibzniDqXDSbBZjdUq3Wp5fL";

/** What a client writes, and what is left of it. */
const table: readonly (readonly [wrote: string, left: string])[] = [
  [`{"self":"enode://${id}@203.0.113.7:30303?discport=30304"}`, '{"self":"[address]"}'],
  [`self=enode://${id}@[2001:db8::7]:30303 x`, "self=[address] x"],
  [`{"ENR":"${record}","level":"info"}`, '{"ENR":"[address]","level":"info"}'],
  [
    `{"multiAddr":"/ip4/203.0.113.7/tcp/13000/p2p/${peer}","a":1}`,
    '{"multiAddr":"[address]","a":1}',
  ],
  [`dial [/ip6/2001:db8::7/udp/13000/quic-v1 /dns4/a.example/tcp/1]`, "dial [[address] [address]]"],
  [String.raw`{"a":"\/ip4\/203.0.113.7\/tcp\/1"}`, '{"a":"[address]"}'],
  ['{"addr":"203.0.113.7:34432"}', '{"addr":"[address]:34432"}'],
  ["x=203.0.113.7_y a203.0.113.8b", "x=[address]_y a[address]b"],
  ['{"conn":"[2001:db8:1:2:3:4:5:6]:30303"}', '{"conn":"[[address]]:30303"}'],
  ["fe80::1%eth0 2001:db8:: 64:ff9b::203.0.113.7", "[address]%eth0 [address] [address]"],
  ["2001:db8:0:0:0:0:203.0.113.7", "[address]"],
  ["::ffff:203.0.113.7 ::ffff:cb00:7107", "[address] [address]"],
  // What is no address stays, a peer's id too.
  [
    `{"time":"2026-11-22 22:41:53.76","peer":"${peer}","target":"reth::cli","hash":"0xabcdef","v":"1.17.5","elapsed":"4.25s"}`,
    `{"time":"2026-11-22 22:41:53.76","peer":"${peer}","target":"reth::cli","hash":"0xabcdef","v":"1.17.5","elapsed":"4.25s"}`,
  ],
];

/** Addresses as no pattern of ours finds them, so that what one leaves is seen: those of the cluster that wrote the lines. */
const addresses = /\d+\.\d+\.\d+\.\d+|enr:-|@10\.|\/ip4\//;

const seen = (what: string, look: () => boolean): Promise<boolean> =>
  waitFor(what, () => Promise.resolve(look()), { timeout: 30_000 });

describe("what leaves the collector", function () {
  this.timeout(60_000);
  let folder: string;
  let receiver: OtlpReceiver;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ethnode-otel-"));
    receiver = await OtlpReceiver.listen();
  });
  afterEach(async () => {
    await receiver[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  /** Puts a pod's log where the kubelet would. */
  const writeLog = async (pod: string, container: string, text: string): Promise<void> => {
    const at = join(folder, "pods", `${pod}_bc5ba138-3976-45ed-a1eb-39dc8c232f8a`, container);
    await mkdir(at, { recursive: true });
    await writeFile(join(at, "0.log"), text);
  };

  const collectLogs = async (test: Mocha.Context, headersFile?: string): Promise<Collector> => {
    const [health = 0] = await freePorts(1);
    await mkdir(join(folder, "state"), { recursive: true });
    const config = logCollectorConfig({
      health: `127.0.0.1:${health}`,
      network: "devnet",
      logsFolder: join(folder, "pods"),
      namespace: "ethereum",
      stateFolder: join(folder, "state"),
      to: { endpoint: `${receiver.url}/otlp/`, headersFile },
    });
    return Collector.start(toolPath(test, "otelcol-contrib"), join(folder, "c.json"), config);
  };

  const cri = (line: string, nano: number) =>
    `2026-11-22T22:32:54.${String(nano).padStart(9, "0")}Z stderr F ${line}\n`;

  it("has no address in any line of the table", async function () {
    await writeLog(
      "ethereum_node-0-geth-0",
      "geth",
      table.map(([line], i) => cri(line, i)).join(""),
    );
    await using collector = await collectLogs(this);
    await seen("the lines", () => receiver.logs.length >= table.length);
    assert.deepEqual(
      receiver.logs.map(({ body }) => body),
      table.map(([, left]) => left),
      collector.output,
    );
  });

  it("has no address in real lines of Geth and Prysm, and says whose they are", async function () {
    const real = async (name: string) =>
      readFile(new URL(`../../fixtures/logs/${name}.txt`, import.meta.url), "utf8");
    const logs = { geth: await real("geth"), "prysm-beacon": await real("prysm-beacon") };
    const lines = Object.values(logs).join("").trim().split("\n");
    assert.ok(
      lines.filter((line) => addresses.test(line)).length > 8,
      "the fixtures have addresses",
    );
    await writeLog("ethereum_node-0-geth-0", "geth", logs.geth);
    await writeLog("ethereum_node-0-prysm-0", "prysm-beacon", logs["prysm-beacon"]);
    // Another namespace's logs are nobody's business here.
    await writeLog("monitoring_prometheus-0", "prometheus", logs.geth);
    await writeLog("ethereum-mainnet_node-0-geth-0", "geth", logs.geth);
    await using collector = await collectLogs(this);
    await seen("the lines", () => receiver.logs.length >= lines.length);
    assert.equal(receiver.logs.length, lines.length, collector.output);
    assert.doesNotMatch(receiver.text, addresses);
    assert.deepEqual(
      [
        ...new Set(
          receiver.logs.map(({ resource }) => JSON.stringify(Object.entries(resource).toSorted())),
        ),
      ].toSorted(),
      [
        ["geth", "node-0-geth-0"],
        ["prysm-beacon", "node-0-prysm-0"],
      ].map(([container, pod]) =>
        JSON.stringify([
          ["k8s.container.name", container],
          ["k8s.container.restart_count", "0"],
          ["k8s.namespace.name", "ethereum"],
          ["k8s.pod.name", pod],
          ["k8s.pod.uid", "bc5ba138-3976-45ed-a1eb-39dc8c232f8a"],
          ["network", "devnet"],
          ["service.name", container],
        ]),
      ),
    );
    assert.deepEqual(
      new Set(receiver.requests.map(({ path }) => path)),
      new Set(["/otlp/v1/logs"]),
    );
    const levels = new Set(receiver.logs.map(({ severity }) => severity));
    assert.ok(levels.has("info"), JSON.stringify([...levels]));
  });

  it("bears the headers of the file, whatever is in them", async function () {
    const headers = join(folder, "headers.json");
    // As the component writes it: a dollar sign is written twice.
    await writeFile(
      headers,
      JSON.stringify({ Authorization: "Basic a$$b: {c}", "X-Scope-OrgID": "1" }),
    );
    await chmod(headers, 0o440);
    await writeLog("ethereum_node-0-geth-0", "geth", cri("{}", 1));
    await using collector = await collectLogs(this, headers);
    await seen("a line", () => receiver.logs.length > 0);
    assert.equal(receiver.requests[0]?.headers.authorization, "Basic a$b: {c}", collector.output);
    assert.equal(receiver.requests[0].headers["x-scope-orgid"], "1");
    assert.doesNotMatch(collector.output, /Basic/);
  });

  it("goes on where it was, after an end of the collector", async function () {
    await writeLog("ethereum_node-0-geth-0", "geth", cri("one", 1));
    {
      await using collector = await collectLogs(this);
      await seen("a line", () => receiver.logs.length > 0);
      assert.match(collector.output, /Everything is ready/);
    }
    await writeLog("ethereum_node-0-geth-0", "geth", cri("one", 1) + cri("two", 2));
    await using again = await collectLogs(this);
    await seen("the next line", () => receiver.logs.length > 1);
    assert.deepEqual(
      receiver.logs.map(({ body }) => body),
      ["one", "two"],
      again.output,
    );
  });

  it("has no address in a span's attributes, events and status", async function () {
    const [otlp = 0, health = 0] = await freePorts(2);
    const config = traceCollectorConfig({
      listen: `127.0.0.1:${otlp}`,
      health: `127.0.0.1:${health}`,
      network: "devnet",
      to: { endpoint: receiver.url },
    });
    await using collector = await Collector.start(
      toolPath(this, "otelcol-contrib"),
      join(folder, "c.json"),
      config,
    );
    const attributes = [{ key: "peer", value: { stringValue: "/ip4/203.0.113.7/tcp/1" } }];
    const span = {
      ...{ traceId: "1".repeat(32), spanId: "2".repeat(16), name: "dial", kind: 1 },
      ...{ startTimeUnixNano: "1", endTimeUnixNano: "2", attributes },
      events: [{ timeUnixNano: "1", name: "exception", attributes }],
      status: { code: 2, message: "dial 203.0.113.7:1" },
    };
    const resource = { attributes: [{ key: "service.name", value: { stringValue: "geth" } }] };
    const answer = await fetch(`http://127.0.0.1:${otlp}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] }),
    });
    assert.equal(answer.status, 200, collector.output);
    await seen("the span", () => receiver.spans.length > 0);
    assert.deepEqual(
      receiver.spans.map(({ service, network }) => ({ service, network })),
      [{ service: "geth", network: "devnet" }],
    );
    assert.equal(receiver.text.split("[address]").length - 1, 3);
    assert.doesNotMatch(receiver.text, addresses);
  });
});
