import { Counter, type Registry } from "prom-client";

import type { Judges } from "../../judge/judges.ts";
import type { WatchedNode } from "../collector.ts";
import { onLayer } from "./gauge.ts";
import { type Remembered, remembered } from "./remembered.ts";
import { registerSessions } from "./sessions.ts";

/** What came and went since the monitor started. Counters go on while a node is down, as counters do. */
export function registerCounted(
  registry: Registry,
  prefix: string,
  nodes: readonly WatchedNode[],
  judges: Judges,
): void {
  const registers = [registry];
  const all = (): Remembered[] => remembered(nodes, judges);
  new Counter({
    name: `${prefix}joins_total`,
    help: "Peers that joined since the monitor started; those that were there already do not count.",
    labelNames: onLayer,
    registers,
    collect() {
      this.reset();
      for (const { labels, memory } of all()) this.inc({ ...labels }, memory.joins);
    },
  });
  new Counter({
    name: `${prefix}leaves_total`,
    help: "Peers that left since the monitor started, by reason of a closed list; unknown where nobody tells it. A reason appears with its first leave.",
    labelNames: [...onLayer, "reason"],
    registers,
    collect() {
      this.reset();
      for (const { labels, memory } of all())
        for (const [reason, count] of memory.leaves) this.inc({ ...labels, reason }, count);
    },
  });
  registerSessions(registry, `${prefix}session_seconds`, all);
}
