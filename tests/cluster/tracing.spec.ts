import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { TraceTarget } from "../../components/clients/client.ts";
import { gethTraceFlags } from "../../components/clients/geth.ts";
import { prysmTraceFlags } from "../../components/clients/prysm.ts";
import { waitFor } from "../../local/support/wait.ts";
import { ensureTools } from "../../local/tools/ensure.ts";
import { traceCollectorConfig } from "../../monitoring/otel/config.ts";
import { note } from "../support/clusterReport.ts";
import { makeChainFiles, startChain } from "../support/localChain.ts";
import { freePorts } from "../support/freePorts.ts";
import { type LocalNode } from "../support/localNode.ts";
import { Collector, OtlpReceiver, type Span } from "../support/otel.ts";
import { toolPath } from "../support/tool.ts";

/** Seconds until the chain begins: its node has to be up by then. */
const delaySeconds = 20;

/**
 * A chain of one real Geth and one real Prysm that send their traces to the real collector, with the flags of their pods; they run
 * on this machine and not in pods.
 */
describe("a chain that sends its traces", function () {
  this.timeout(240_000);
  let folder: string;
  let receiver: OtlpReceiver;
  let collector: Collector;
  let node: LocalNode;

  before(async function () {
    await ensureTools(["otel-collector"]);
    folder = await mkdtemp(join(tmpdir(), "ethnode-tracing-"));
    receiver = await OtlpReceiver.listen();
    const [otlp = 0, health = 0] = await freePorts(2);
    collector = await Collector.start(
      toolPath(this, "otelcol-contrib"),
      join(folder, "collector.json"),
      traceCollectorConfig({
        listen: `127.0.0.1:${otlp}`,
        health: `127.0.0.1:${health}`,
        network: "devnet",
        to: { endpoint: receiver.url },
      }),
    );
    const files = await makeChainFiles(
      join(folder, "files"),
      Math.floor(Date.now() / 1000) + delaySeconds,
    );
    // Prysm decides for half of its traces; of Geth's own there would be next to none.
    const to = (sampleRatio: number): TraceTarget => ({
      url: `http://127.0.0.1:${otlp}/v1/traces`,
      sampleRatio,
      node: "node-0",
    });
    node = await startChain(join(folder, "chain"), files, {
      execution: gethTraceFlags(to(0.000001)),
      consensus: prysmTraceFlags(to(0.5)),
    });
  });
  after(async () => {
    await node[Symbol.asyncDispose]();
    await collector[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  it("shows an engine call of Prysm's and what Geth did of it as one trace", async function () {
    const followed = await waitFor(
      "a new block in both clients' spans",
      () => {
        assert.ok(!node.hasEnded, "a program has ended");
        return Promise.resolve(engineCall(receiver.spans));
      },
      { timeout: 150_000, interval: 1000 },
    ).catch(async (error: unknown) => {
      const names = [...new Set(receiver.spans.map(({ service, name }) => `${service} ${name}`))];
      const text = error instanceof Error ? error.message : String(error);
      throw new Error(
        `${text}\nspans: ${names.join(", ")}\n${await node.logs()}\n${collector.output}`,
      );
    });
    assert.deepEqual(
      followed.map(({ service }) => service),
      ["beacon-chain", "beacon-chain", "geth", "geth", "geth"],
    );
    assert.equal(new Set(followed.map(({ traceId }) => traceId)).size, 1);
    assert.ok(followed.every(({ network }) => network === "devnet"));
    note(this, followed.map(({ name }) => name).join(" → "));
  });

  it("has no spans of Geth's but those whose trace Prysm began and sampled", async () => {
    const traces = new Set(
      receiver.spans
        .filter(({ service }) => service === "beacon-chain")
        .map(({ traceId }) => traceId),
    );
    const geth = receiver.spans.filter(({ service }) => service === "geth");
    const settled = geth.slice(0, Math.floor(geth.length / 2));
    assert.ok(settled.length > 0);
    // Prysm sends its spans when they end, which may be after Geth's.
    await waitFor(
      "Prysm's part of the traces",
      () => {
        for (const { traceId, service } of receiver.spans) {
          if (service === "beacon-chain") traces.add(traceId);
        }
        return Promise.resolve(settled.every(({ traceId }) => traces.has(traceId)));
      },
      { timeout: 30_000 },
    );
  });

  it("has no address in what is sent", () => {
    assert.doesNotMatch(receiver.text, /\d+\.\d+\.\d+\.\d+|enr:-|enode:\/\/[0-9a-f]|\/ip4\//);
  });
});

/** A new block that can be followed: Prysm's span, its request, Geth's answer to it, and Geth's work for that. */
function engineCall(spans: readonly Span[]) {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const parent = (span: Span | undefined) => span && byId.get(span.parentSpanId);
  for (const work of spans.filter(({ name }) => name === "engine.newPayload")) {
    const run = parent(work);
    const served = parent(run);
    const request = parent(served);
    const caller = parent(request);
    const all = [caller, request, served, run, work].filter((span) => span !== undefined);
    if (all.length === 5) return all;
  }
  return undefined;
}
