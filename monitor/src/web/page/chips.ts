import type { ConsensusStatus, ExecutionStatus, NodeStatus } from "../../serve/snapshot.ts";
import { type Child, h } from "./dom.ts";
import { DASH, formatDuration, formatNumber } from "./format.ts";
import { ageOf, LATE_MS } from "./nodeState.ts";

type LayerStatus = ExecutionStatus | ConsensusStatus;

/** What a client says of itself, short: `Geth 1.17.5`. */
function clientName({ client }: LayerStatus): string {
  if (client === null) return DASH;
  return [client.kind, client.version?.split(/[-+]/)[0]].filter(Boolean).join(" ");
}

function headText(status: LayerStatus): string {
  if ("headBlock" in status) {
    if (status.headBlock === null) return DASH;
    return `block ${formatNumber(status.headBlock)}`;
  }
  return status.sync === null ? DASH : `slot ${formatNumber(status.sync.headSlot)}`;
}

const syncText = ({ sync }: LayerStatus): string =>
  sync === null ? "" : sync.isSyncing ? "catching up" : "synced";

/** How old the data are; grey and named so when they are only the last known. */
function age(status: LayerStatus, now: number): Node {
  const ms = ageOf(status, now);
  if (ms === null) return h("span", { class: "age" }, "no data yet");
  if (status.state === "down") {
    return h("span", { class: "age stale" }, `last known ${formatDuration(ms)} ago`);
  }
  const late = ms > LATE_MS ? "late" : "";
  return h("span", { class: `age ${late}` }, `${formatDuration(ms)} ago`);
}

function peersText(status: LayerStatus): Child {
  if (status.counts !== null) {
    const { inbound, outbound, total } = status.counts;
    return h("span", {}, `${total} peers: ${inbound} in, ${outbound} out`);
  }
  if (status.lastKnownCounts === null) return null;
  return h("span", { class: "stale" }, `${status.lastKnownCounts.total} peers when last seen`);
}

function chip(layer: "el" | "cl", status: LayerStatus | null, now: number): Node {
  const name = layer === "el" ? "Execution" : "Consensus";
  if (status === null) {
    return h(
      "div",
      { class: `chip ${layer} absent` },
      h("b", {}, name),
      h("span", {}, "not watched"),
    );
  }
  const { state, lastError, warnings } = status;
  return h(
    "div",
    { class: `chip ${layer} ${state}`, "data-layer": layer },
    h("b", {}, name),
    h("span", { class: `state ${state}` }, h("i", { class: `dot ${state}` }), state),
    age(status, now),
    h("span", { class: "clientOf" }, clientName(status)),
    state === "up" ? h("span", {}, headText(status)) : null,
    state === "up" ? h("span", {}, syncText(status)) : null,
    peersText(status),
    lastError === null ? null : h("span", { class: "chipError" }, lastError),
    warnings.length === 0 ? null : h("span", { class: "chipWarning" }, warnings.join("; ")),
  );
}

/** A node's two layers: state, client, head, and how old all of it is. */
export function chips(node: NodeStatus, now: number): Node {
  return h(
    "div",
    { class: "chips" },
    chip("el", node.execution, now),
    chip("cl", node.consensus, now),
  );
}
