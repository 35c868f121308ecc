import { meter } from "./bar.ts";
import type { Churn, ClientShare } from "../../judge/model.ts";
import type { Counts } from "../../peers/tally.ts";
import { type Child, h, s } from "./dom.ts";
import { DASH, formatDuration, formatNumber, formatShare } from "./format.ts";
import type { Model } from "./model.ts";
import { nodesOf } from "./rows.ts";
import { SPAN_MS, type SeriesName } from "./series.ts";
import { sparkline } from "./sparkline.ts";
import { median, tally } from "./tally.ts";

const WIDTH = 160;
const HEIGHT = 34;

/** A line of the last hour. Where nothing was known it has a gap; before the first sample it is empty. */
function line(model: Model, names: readonly SeriesName[], top?: number): Node {
  const all = names.flatMap((name) => model.series[name]);
  const largest = Math.max(
    top ?? 0,
    ...all.flatMap(({ value }) => (value === null ? [] : [value])),
  );
  const drawn = names.map((name) => {
    const samples = model.series[name];
    // One value has no course, and a lone dot would look as if it said something.
    const known = samples.filter(({ value }) => value !== null);
    const shown = known.length < 2 ? [] : samples;
    return sparkline(shown, [model.now - SPAN_MS, model.now], [WIDTH, HEIGHT], largest);
  });
  return s(
    "svg",
    {
      class: "spark",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    },
    ...drawn.map(({ line: path }, index) => s("path", { d: path, class: `line line${index}` })),
    ...drawn.flatMap(({ end }) =>
      end === null ? [] : [s("path", { d: `M${end.x} ${end.y}h0`, class: "line end" })],
    ),
  );
}

function card(
  title: string,
  tone: string,
  value: string,
  detail: readonly Child[],
  spark: Node,
): Node {
  return h(
    "article",
    { class: `card ${tone}`, "data-key": title },
    h("h2", {}, title),
    h("p", { class: "value" }, value),
    h("p", { class: "detail" }, ...detail),
    spark,
  );
}

/** All nodes' counts together; null when no node's are known. */
function sum(counts: readonly (Counts | null | undefined)[]): Counts | null {
  const known = counts.flatMap((one) => one ?? []);
  if (known.length === 0) return null;
  const add = (key: keyof Counts): number => known.reduce((total, one) => total + one[key], 0);
  return {
    inbound: add("inbound"),
    outbound: add("outbound"),
    unknown: add("unknown"),
    total: add("total"),
  };
}

/** The limits of all nodes together; null unless each is known. */
function limitOf(limits: readonly (number | null)[]): number | null {
  const known = limits.filter((limit) => limit !== null);
  return known.length === limits.length && known.length > 0
    ? known.reduce((total, limit) => total + limit, 0)
    : null;
}

function peersDetail({ inbound, outbound, unknown }: Counts, limit: number | null): string {
  const parts = [
    `${formatNumber(inbound)} in`,
    `${formatNumber(outbound)} out`,
    unknown > 0 ? `${formatNumber(unknown)} not told` : "",
    limit === null ? "" : `limit ${formatNumber(limit)}`,
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

function peersCard(model: Model, layer: "execution" | "consensus"): Node {
  const nodes = nodesOf(model.snapshot, model.view.node);
  const up = nodes.flatMap((node) => (node[layer]?.state === "up" ? [node[layer]] : []));
  const counts = sum(up.map((status) => status.counts));
  const limit = limitOf(up.map(({ peerLimit }) => peerLimit));
  const detail = counts === null ? "not known now" : peersDetail(counts, limit);
  const title = layer === "execution" ? "Execution peers" : "Consensus peers";
  const value = formatNumber(counts?.total ?? null);
  return card(title, layer, value, [detail], line(model, [layer]));
}

const CHURN_WORDS = {
  calm: "calm",
  normal: "as Geth rotates by itself",
  high: "more than Geth's own rotation",
  unknown: "watched too short to judge",
} as const;

function churnOf(churns: readonly (Churn | null | undefined)[]): Churn | null {
  const known = churns.flatMap((one) => one ?? []);
  return known.length === 1 ? (known[0] ?? null) : null;
}

function churnCard(model: Model): Node {
  const nodes = nodesOf(model.snapshot, model.view.node);
  const churn = churnOf(nodes.map(({ judgement }) => judgement.churn));
  const known = nodes.flatMap(({ judgement }) => judgement.churn ?? []);
  const joins = known.reduce((total, { joinsPerHour }) => total + joinsPerHour, 0);
  const leaves = known.reduce((total, { leavesPerHour }) => total + leavesPerHour, 0);
  const value = known.length === 0 ? DASH : `+${formatNumber(joins)} −${formatNumber(leaves)}`;
  const detail =
    churn === null
      ? known.length === 0
        ? "not known now"
        : `of ${known.length} nodes`
      : CHURN_WORDS[churn.verdict];
  const tone = churn?.verdict === "high" ? "warning" : "";
  return card("Joins and leaves per hour", tone, value, [detail], line(model, ["joins", "leaves"]));
}

function ageCard(model: Model): Node {
  const { rows, now } = model;
  const age = median(rows.map(({ since }) => now - since));
  const open = rows.filter(({ atLeast }) => atLeast).length;
  // With sessions that may be older than they look, the middle may be too.
  const mark = age !== null && open * 2 >= rows.length ? "≥ " : "";
  const detail =
    rows.length === 0
      ? "no peers"
      : open === 0
        ? "all seen from the start"
        : `${open} of ${rows.length} were there before`;
  return card(
    "Median session",
    "",
    `${mark}${formatDuration(age)}`,
    [detail],
    line(model, ["age"]),
  );
}

/** The client with the largest share of its layer; null when none is known. */
export function topClient(
  diversity: Readonly<Record<"execution" | "consensus", readonly ClientShare[] | null>>,
): (ClientShare & { readonly layer: "execution" | "consensus" }) | null {
  const all = (["execution", "consensus"] as const).flatMap((layer) =>
    (diversity[layer] ?? []).map((one) => ({ ...one, layer })),
  );
  const known = all.filter(({ share, client }) => share !== null && client !== "other");
  return known.sort((a, b) => (b.share ?? 0) - (a.share ?? 0))[0] ?? null;
}

/** The diversity of the node that the page is of, or of the fleet. */
export const diversityOf = ({
  snapshot,
  view,
}: Pick<Model, "snapshot" | "view">): Readonly<
  Record<"execution" | "consensus", readonly ClientShare[] | null>
> =>
  nodesOf(snapshot, view.node).length === 1
    ? (nodesOf(snapshot, view.node)[0]?.judgement.diversity ?? { execution: null, consensus: null })
    : snapshot.fleet.diversity;

function clientCard(model: Model): Node {
  const top = topClient(diversityOf(model));
  const tone = top?.past === "twoThirds" ? "bad" : top?.past === "oneThird" ? "warning" : "";
  const layer = top?.layer === "consensus" ? "CL" : "EL";
  const detail =
    top === null ? "no client is known" : `${top.client}, ${layer}, ${top.count} peers`;
  const marks = h(
    "span",
    { class: "scale", "aria-hidden": "true" },
    meter(top?.share ?? null),
    h("i", { class: "tick tick1" }),
    h("i", { class: "tick tick2" }),
  );
  return card(
    "Largest client",
    tone,
    formatShare(top?.share ?? null),
    [detail, marks],
    line(model, ["client"], 1),
  );
}

function networkCard(model: Model): Node {
  const { groups, unknown } = tally(model.rows, ({ asn }) => (asn === null ? null : String(asn)));
  const top = groups[0] ?? null;
  const name = model.rows.find(({ asn }) => String(asn) === top?.value)?.organisation ?? null;
  const nodes = nodesOf(model.snapshot, model.view.node);
  const tooLarge = nodes.some(({ judgement }) => judgement.concentration?.topAsn?.tooLarge);
  const detail =
    top === null
      ? "no network is known"
      : `AS${top.value}${name === null ? "" : ` ${name}`}${unknown > 0 ? `, ${unknown} not known` : ""}`;
  return card(
    "Largest network",
    tooLarge ? "warning" : "",
    formatShare(top?.share ?? null),
    [detail],
    line(model, ["asn"], 1),
  );
}

/** The six figures, each with its last hour. */
export const cards = (model: Model): Node =>
  h(
    "div",
    { class: "cards" },
    peersCard(model, "execution"),
    peersCard(model, "consensus"),
    churnCard(model),
    ageCard(model),
    clientCard(model),
    networkCard(model),
  );
