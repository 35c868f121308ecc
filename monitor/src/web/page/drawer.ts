import type { ForkId } from "../../peers/decodedRecord.ts";
import type { PeerEvent } from "../../serve/events/event.ts";
import { eventLine } from "./churnPanel.ts";
import { clientText, directionText, layerText, seenText } from "./columns.ts";
import { type Child, h } from "./dom.ts";
import { DASH, formatDateTime, formatNumber, formatSigned, shortId } from "./format.ts";
import { countryName } from "./mapPanel.ts";
import type { Model } from "./model.ts";
import type { Peer, Row } from "./rows.ts";

type Fact = readonly [string, string | number | null, Child?];

const copy = (text: string, what: string): Node =>
  h(
    "button",
    {
      type: "button",
      class: "copy",
      "data-do": "copy",
      "data-value": text,
      "aria-label": `Copy ${what}`,
    },
    "Copy",
  );

function facts(title: string, list: readonly Fact[]): Node {
  return h(
    "section",
    { "data-key": title },
    h("h3", {}, title),
    h(
      "dl",
      { class: "facts" },
      ...list.flatMap(([name, value, extra]) => [
        h("dt", {}, name),
        h(
          "dd",
          { class: value === null || value === DASH ? "none" : "" },
          typeof value === "number" ? formatNumber(value) : (value ?? DASH),
          extra ?? null,
        ),
      ]),
    ),
  );
}

/** A long text with a button that copies it. */
const long = (name: string, value: string | null): Fact =>
  value === null
    ? [name, null]
    : [name, "", h("span", { class: "long" }, h("code", {}, value), copy(value, name))];

const identity = (row: Row): Node =>
  facts("Identity", [
    long(row.layer === "execution" ? "Node id" : "Peer id", row.id),
    ...("enode" in row.peer ? [long("Enode", row.peer.enode)] : []),
    long("Record (ENR)", row.peer.enr),
  ]);

const connection = (row: Row, now: number): Node =>
  facts("Connection", [
    [
      "Opened by",
      row.direction === "inbound"
        ? "the peer (in)"
        : row.direction === "outbound"
          ? "your node (out)"
          : null,
    ],
    ["Address", row.address, row.transport === null ? null : ` ${row.transport}`],
    ["Seen for", seenText(row, now)],
    [row.atLeast ? "There before" : "Since", formatDateTime(row.peer.since)],
    ["Head", formatSigned(row.headLag)],
    [
      "Latency",
      row.latencyMs === null ? null : `${formatNumber(row.latencyMs)} ms`,
      row.latencyMs === null ? null : by(row.peer.latencySource),
    ],
    [
      "Score",
      row.score,
      row.score !== null && "scoreSource" in row.peer ? by(row.peer.scoreSource) : null,
    ],
    ["Flags", row.flags.length === 0 ? null : row.flags.join(", ")],
  ]);

const by = (source: string | null): Child =>
  source === null ? null : h("span", { class: "muted" }, ` by ${source}`);

const software = ({ client, version, inferred, name, peer }: Row): Node =>
  facts("Software", [
    ["Client", clientText({ client, inferred })],
    ["Version", version],
    [
      "System",
      [peer.software.os, peer.software.arch].filter((part) => part !== null).join(" ") || null,
    ],
    ["Runtime", peer.software.runtime],
    ["Calls itself", name === "" ? null : name],
  ]);

const place = ({ country, asn, organisation, subnet }: Row): Node =>
  facts("Place", [
    ["Country", country === null ? null : `${countryName(country)} (${country})`],
    ["Network", asn === null ? null : `AS${asn} ${organisation ?? ""}`.trim()],
    ["Subnet", subnet],
  ]);

function protocols(peer: Peer): Node | null {
  if (!("protocols" in peer)) return null;
  const list = peer.protocols.map(({ name, state, version, earliestBlock, latestBlock }): Fact => [
    version === null ? name : `${name}/${version}`,
    latestBlock === null
      ? state
      : `blocks ${formatNumber(earliestBlock)} to ${formatNumber(latestBlock)}`,
  ]);
  return facts("Protocols", [["Offers", peer.capabilities.join(" ") || null], ...list]);
}

const listed = (numbers: readonly number[] | null): string | null =>
  numbers === null ? null : numbers.length === 0 ? "none" : numbers.join(", ");

function record({ record: decoded }: Peer): Node {
  if (decoded === null) return facts("Decoded record", [["Record", null]]);
  return facts("Decoded record", [
    ["Sequence", String(decoded.seq)],
    ["Fork digest", decoded.forkDigest],
    ["Fork id", decoded.forkId === null ? null : forkText(decoded.forkId)],
    ["Attestation subnets", listed(decoded.attestationSubnets)],
    ["Sync subnets", listed(decoded.syncSubnets)],
    ["Custody groups", decoded.custodyGroupCount],
    ["QUIC port", decoded.quicPort === null ? null : String(decoded.quicPort)],
  ]);
}

const forkText = ({ hash, next }: ForkId): string =>
  next === null ? `${hash}, no next` : `${hash}, next ${next}`;

function history(row: Row, events: readonly PeerEvent[], now: number): Node {
  const own = events.filter(
    ({ node, layer, peer }) => node === row.node && layer === row.layer && peer === row.id,
  );
  return h(
    "section",
    { "data-key": "history" },
    h("h3", {}, "Session history"),
    own.length === 0
      ? h("p", { class: "none" }, "Nothing but this session was seen.")
      : h(
          "ol",
          { class: "events" },
          ...own
            .slice(-20)
            .reverse()
            .map((event) => eventLine(event, now, false)),
        ),
  );
}

const ACTIONS: Readonly<Record<string, string>> = {
  add: "Add as static",
  trust: "Trust",
  remove: "Disconnect",
};

function actions({ node, peer }: Row, allowed: readonly string[]): Node | null {
  if (!("enode" in peer) || peer.enode === null || allowed.length === 0) return null;
  const { enode } = peer;
  return h(
    "section",
    { class: "actions", "data-key": "actions" },
    h("h3", {}, "Actions"),
    ...allowed.map((action) =>
      h(
        "button",
        {
          type: "button",
          "data-do": "action",
          "data-action": action,
          "data-value": enode,
          "data-node": node,
        },
        ACTIONS[action] ?? action,
      ),
    ),
    h(
      "p",
      { class: "muted" },
      "Asks first what it would do, then for your word. Geth forgets both when it restarts.",
    ),
  );
}

const gone = (key: string): Node[] => [
  h(
    "header",
    {},
    h("h2", {}, "Not connected now"),
    h("button", { type: "button", class: "close", "data-do": "close", "aria-label": "Close" }, "✕"),
  ),
  h("p", { class: "none" }, "The peer has left, or its node does not answer."),
  h("p", {}, h("code", {}, key)),
];

/** All that is known of the chosen peer. */
export function drawer(model: Model): Node[] {
  const { view, rows, events, now, session } = model;
  if (view.peer === null) return [];
  const row = rows.find(({ key }) => key === view.peer);
  if (row === undefined) return gone(view.peer);
  const raw = JSON.stringify(row.peer, null, 2);
  return [
    h(
      "header",
      {},
      h("span", { class: `tag ${row.layer}` }, layerText(row.layer)),
      h("h2", {}, `${clientText(row)} ${directionText(row.direction)}`),
      h("span", { class: "muted" }, `${row.node} · ${shortId(row.id)}`),
      h(
        "button",
        { type: "button", class: "close", "data-do": "close", "aria-label": "Close" },
        "✕",
      ),
    ),
    connection(row, now),
    software(row),
    place(row),
    identity(row),
    ...[protocols(row.peer), record(row.peer)].filter((part) => part !== null),
    history(row, events, now),
    ...[actions(row, session.actions)].filter((part) => part !== null),
    h(
      "details",
      { class: "raw", "data-key": "raw" },
      h("summary", {}, "Raw JSON"),
      copy(raw, "JSON"),
      h("pre", { tabindex: 0 }, raw),
    ),
  ];
}
