import assert from "node:assert/strict";

import type { Registry } from "prom-client";

import { Judges } from "../../../src/judge/judges.ts";
import { createLog } from "../../../src/log.ts";
import type { Layer } from "../../../src/peers/clientName.ts";
import { Collector } from "../../../src/serve/collector.ts";
import { createMetrics } from "../../../src/serve/metrics.ts";
import type { NodeStatus, Snapshot } from "../../../src/serve/snapshot.ts";
import { snapshotOf, viewOf } from "../../../src/serve/view.ts";
import { painter } from "../../../src/show/colour.ts";
import { renderSnapshot } from "../../../src/show/table.ts";
import { toCsv, toJson } from "../../../src/web/page/exportRows.ts";
import { rowsOf } from "../../../src/web/page/rows.ts";
import { agentAnswers } from "../../support/agentAnswers.ts";
import { beaconAnswers, TestServer } from "../../support/httpServer.ts";
import { safeCsv, safeLog, safeMetrics, safeTerminal, safeValue } from "./safe.ts";

/** The URLs of what means harm. What is left out is well. */
export interface Hostile {
  readonly agent?: string;
  readonly rpc?: string;
  readonly beacon?: string;
  readonly metrics?: string;
}

const WIDTH = 80;

/** A monitor of nodes that mean harm, and of a node that is well beside them. Polls when it is told to. */
export class Stand {
  readonly lines: string[] = [];
  readonly collector: Collector;
  readonly #judges: Judges;
  readonly #metrics: Registry;
  readonly #well: TestServer;

  private constructor(well: TestServer, hostile: Hostile, timeoutMs: number) {
    this.#well = well;
    const { agent = well.url, beacon = well.url, metrics, rpc } = hostile;
    const consensus = { beaconUrl: beacon, ...(metrics && { prysmMetricsUrl: metrics }) };
    const network = "devnet";
    const nodes = [
      { name: "hurt", network, execution: { agentUrl: agent }, consensus },
      ...(rpc === undefined ? [] : [{ name: "rpc", network, execution: { rpcUrl: rpc } }]),
      {
        ...{ name: "well", network, execution: { agentUrl: well.url } },
        consensus: { beaconUrl: well.url },
      },
    ];
    const log = createLog("test", { write: (line: string) => void this.lines.push(line) });
    const pollSeconds = { execution: 10, consensus: 12 };
    this.collector = new Collector({ nodes, pollSeconds }, log, timeoutMs);
    this.#judges = new Judges(this.collector);
    this.#metrics = createMetrics(this.collector, "1", this.#judges);
  }

  /** @param timeoutMs long enough that the well node answers in time on a busy machine */
  static async open(hostile: Hostile, timeoutMs = 5000): Promise<Stand> {
    const well = await TestServer.open((request, response) => {
      if (request.url?.startsWith("/v1/") === true) agentAnswers(request, response);
      else beaconAnswers(request, response);
    });
    return new Stand(well, hostile, timeoutMs);
  }

  async close(): Promise<void> {
    this.collector.stop();
    this.#judges.stop();
    await this.#well.close();
  }

  /** Polls that layer of every node once, with the first also the verdicts; all without one. */
  async poll(layer: Layer | null = null): Promise<void> {
    const { signal } = new AbortController();
    const targets = this.collector.targets.filter((one) => layer === null || one.layer === layer);
    const verdicts = layer === "consensus" ? [] : this.collector.nodes;
    await Promise.all([
      ...targets.map((target) => target.poll(signal)),
      ...verdicts.map(({ sync }) => sync?.poll(signal)),
    ]);
  }

  snapshot(): Snapshot {
    const view = viewOf(this.collector, this.#judges, { version: "1", startedAt: "2026-01-01" });
    return snapshotOf(view);
  }

  node(name: "hurt" | "rpc" | "well"): NodeStatus {
    const node = this.snapshot().nodes.find((one) => one.name === name);
    assert.ok(node !== undefined);
    return node;
  }

  metrics(): Promise<string> {
    return this.#metrics.metrics();
  }

  /** The node beside is up, and nothing is said against it. */
  staysWell(): void {
    const { execution, consensus, sync } = this.node("well");
    for (const layer of [execution, consensus]) {
      assert.deepEqual([layer?.state, layer?.lastError, layer?.warnings], ["up", null, []]);
      assert.equal(layer?.counts?.total, 1);
    }
    assert.equal(sync?.inSync, true);
  }

  /** Nothing of what came harms who looks, whatever they look at. */
  async holds(): Promise<void> {
    const snapshot = this.snapshot();
    safeValue(snapshot);
    const rows = rowsOf(snapshot, null);
    safeCsv(toCsv(rows));
    safeValue(JSON.parse(toJson(rows)));
    const options = { level: 4, sort: "dir", layers: ["execution", "consensus"] } as const;
    safeTerminal(renderSnapshot(snapshot, { ...options, width: WIDTH }, painter(false, {})), WIDTH);
    safeMetrics(await this.metrics(), this.collector.nodes.length);
    safeLog(this.lines);
  }
}
