import type { PeerEvent } from "../../serve/events/event.ts";
import { bars } from "./bar.ts";
import { layerText } from "./columns.ts";
import { h, s } from "./dom.ts";
import { DASH, formatDateTime, formatDuration, formatTime, plural, shortId } from "./format.ts";
import type { Model } from "./model.ts";
import { SPAN_MS } from "./series.ts";
import { tally } from "./tally.ts";
import { type Bucket, buckets } from "./timeline.ts";

const STEPS = 60;
const STEP = 6;
const HALF = 40;
/** As many as are of use; the rest is in the API. */
const LISTED = 100;

function bar({ joins, leaves, down }: Bucket, index: number, scale: number): Node[] {
  const x = index * STEP;
  const up = (joins / scale) * (HALF - 4);
  const below = (leaves / scale) * (HALF - 4);
  const width = STEP - 1.5;
  return [
    ...(down ? [s("rect", { class: "downMark", x, y: 0, width: STEP, height: HALF * 2 })] : []),
    ...(joins > 0 ? [s("rect", { class: "joins", x, y: HALF - up, width, height: up })] : []),
    ...(leaves > 0 ? [s("rect", { class: "leaves", x, y: HALF, width, height: below })] : []),
  ];
}

function chart(events: readonly PeerEvent[], now: number): Node {
  const list = buckets(events, [now - SPAN_MS, now], STEPS);
  const scale = Math.max(1, ...list.flatMap(({ joins, leaves }) => [joins, leaves]));
  const joins = list.reduce((sum, one) => sum + one.joins, 0);
  const leaves = list.reduce((sum, one) => sum + one.leaves, 0);
  return h(
    "figure",
    { class: "timeline", "data-key": "chart" },
    s(
      "svg",
      {
        viewBox: `0 0 ${STEPS * STEP} ${HALF * 2}`,
        role: "img",
        "aria-label": `In the last hour ${plural(joins, "join")} and ${plural(leaves, "leave")}`,
      },
      s("line", { class: "axis", x1: 0, x2: STEPS * STEP, y1: HALF, y2: HALF }),
      ...list.flatMap((bucket, index) => bar(bucket, index, scale)),
    ),
    h(
      "figcaption",
      {},
      h("span", {}, "1 h ago"),
      h("span", {}, `↑ ${joins} joins  ↓ ${leaves} leaves`),
      h("span", {}, "now"),
    ),
  );
}

const SIGNS = { join: "+", leave: "−", down: "▼", up: "▲" } as const;
const WORDS = { join: "joined", leave: "left", down: "went down", up: "is up" } as const;

/** One event as a line: when, what, who, why. */
export function eventLine(event: PeerEvent, now: number, withNode: boolean): Node {
  const { at, kind, layer, precision, peer, client, reason, country, node } = event;
  const who = [client ?? "", peer === null ? "" : shortId(peer), country ?? ""];
  return h(
    "li",
    { class: `event ${kind}`, "data-key": `${event.seq}` },
    h("b", { class: "sign", "aria-hidden": "true" }, SIGNS[kind]),
    h(
      "time",
      { datetime: at, title: `${formatDateTime(at)}, ${formatDuration(now - Date.parse(at))} ago` },
      `${precision === "poll" ? "~" : ""}${formatTime(at)}`,
    ),
    h("span", { class: `tag ${layer}` }, layerText(layer)),
    h(
      "span",
      { class: "what" },
      withNode ? h("b", {}, `${node} `) : null,
      `${who.filter((part) => part !== "").join(" ")} ${WORDS[kind]}`.trim(),
      reason === null
        ? kind === "leave"
          ? h("span", { class: "none" }, ` ${DASH}`)
          : null
        : h("span", { class: "reason" }, ` ${reason}`),
    ),
  );
}

function reasons(events: readonly PeerEvent[], query: string): Node | null {
  const leaves = events.filter(({ kind }) => kind === "leave");
  const { groups, unknown } = tally(leaves, ({ reason }) => reason);
  if (groups.length === 0) return null;
  return h(
    "section",
    { class: "part", "data-key": "reasons" },
    h("h3", {}, "Why they left"),
    bars(
      groups
        .slice(0, 6)
        .map(({ value, count, share }) => ({ label: value, count, share, term: null })),
      query,
    ),
    unknown === 0 ? null : h("p", { class: "muted" }, `No reason is known of ${unknown}.`),
  );
}

/** Joins and leaves of the last hour, why peers left, and the events one by one. */
export function churnPanel({ events, view, now, snapshot }: Model): Node[] {
  const ours = events.filter(({ node }) => view.node === null || node === view.node);
  const many = view.node === null && snapshot.nodes.length > 1;
  return [
    chart(ours, now),
    ...[reasons(ours, view.query)].filter((node) => node !== null),
    ours.length === 0
      ? h("p", { class: "none" }, "Nothing has happened since the monitor started.")
      : h(
          "ol",
          { class: "events", tabindex: 0, "aria-label": "Events, the newest first" },
          ...ours
            .slice(-LISTED)
            .reverse()
            .map((event) => eventLine(event, now, many)),
        ),
    h(
      "p",
      { class: "muted" },
      "~: found by comparing two polls; else the client told of it. –: it gave no reason.",
    ),
  ];
}
