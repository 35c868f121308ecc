import { tallyOf } from "../peers/tally.ts";
import type { WatchedNode } from "../serve/collector.ts";
import type { EventLog } from "../serve/events/eventLog.ts";
import type { History } from "./history.ts";
import { LAYERS, type PolledLayer, type PolledNode } from "./rows.ts";

/** What history is kept of. */
export interface Recorded {
  readonly nodes: readonly WatchedNode[];
  readonly events: Pick<EventLog, "since" | "newest">;
}

/**
 * Gives the history all that is new, each second.
 *
 * @returns gives it the rest, and ends
 */
export function recordFrom(
  { nodes, events }: Recorded,
  history: Pick<History, "record">,
  everyMs = 1000,
): () => void {
  let newest = Number.NEGATIVE_INFINITY;
  const record = (): void => {
    history.record({ nodes: nodes.map(polledNode) }, events.since(newest));
    newest = events.newest;
  };
  const timer = setInterval(record, everyMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    record();
  };
}

function polledNode(node: WatchedNode): PolledNode {
  const [execution = null, consensus = null] = LAYERS.map((layer): PolledLayer | null => {
    const target = node[layer];
    if (target === null) return null;
    const { state, current, lastSuccessAt } = target;
    return {
      state,
      lastSuccess: lastSuccessAt === null ? null : new Date(lastSuccessAt).toISOString(),
      counts: current === null ? null : tallyOf(current).counts,
    };
  });
  return { name: node.name, execution, consensus };
}
