import { type Bar, bars } from "./bar.ts";
import { h } from "./dom.ts";
import { formatNumber, formatShare, plural } from "./format.ts";
import type { Model } from "./model.ts";
import { nodesOf } from "./rows.ts";
import { tally } from "./tally.ts";

/** As many as are worth a look. */
const TOP = 8;

function part(title: string, list: readonly Bar[], query: string, note: string): Node {
  return h(
    "section",
    { class: "part", "data-key": title },
    h("h3", {}, title),
    list.length === 0 ? h("p", { class: "none" }, "Not known of any peer.") : bars(list, query),
    note === "" ? null : h("p", { class: "muted" }, note),
  );
}

const unknownNote = (unknown: number): string =>
  unknown === 0 ? "" : `Not known of ${plural(unknown, "peer")}.`;

function networks({ rows, view }: Model): Node {
  const names = new Map(rows.map(({ asn, organisation }) => [String(asn), organisation]));
  const { groups, unknown } = tally(rows, ({ asn }) => (asn === null ? null : String(asn)));
  const list = groups.slice(0, TOP).map(({ value, count, share }) => ({
    label: names.get(value) ?? `AS${value}`,
    count,
    share,
    term: ["asn", value] as const,
    // The line of the alert: one network that could cut off two fifths of the peers.
    ...(share > 0.4 ? { tone: "warning" as const } : {}),
  }));
  return part("Networks", list, view.query, unknownNote(unknown));
}

function subnets({ rows, view }: Model): Node {
  const { groups, unknown } = tally(rows, ({ subnet }) => subnet);
  const list = groups
    .filter(({ count }) => count > 1)
    .slice(0, TOP)
    .map(({ value, count, share }) => ({
      label: value,
      count,
      share,
      term: ["subnet", value] as const,
      ...(share > 0.1 ? { tone: "warning" as const } : {}),
    }));
  const known = rows.length - unknown;
  if (list.length === 0 && known > 0) {
    return h(
      "section",
      { class: "part", "data-key": "Shared subnets" },
      h("h3", {}, "Shared subnets"),
      h("p", { class: "fine" }, `Each of ${plural(known, "peer")} is in a subnet of its own.`),
    );
  }
  return part("Shared subnets", list, view.query, unknownNote(unknown));
}

function restartPart(model: Model): Node | null {
  const nodes = nodesOf(model.snapshot, model.view.node);
  const restart = nodes.length === 1 ? nodes[0]?.judgement.restart : null;
  if (restart === null || restart === undefined) return null;
  return h(
    "section",
    { class: "part", "data-key": "restart" },
    h("h3", {}, "First hour after the restart"),
    h("p", { class: `remark ${restart.verdict}` }, restart.text),
    h(
      "dl",
      { class: "facts" },
      h("dt", {}, "Outbound peers"),
      h("dd", {}, formatNumber(restart.outbound)),
      h("dt", {}, "Never seen before"),
      h("dd", {}, formatShare(restart.neverSeen)),
      h("dt", {}, "There again"),
      h("dd", {}, formatShare(restart.overlap)),
      h("dt", {}, "Spread over subnets"),
      h("dd", {}, formatShare(restart.spread)),
    ),
  );
}

/** Whether many peers sit in one place: how a node is surrounded. */
export const concentrationPanel = (model: Model): Node[] =>
  [restartPart(model), networks(model), subnets(model)].filter((node) => node !== null);
