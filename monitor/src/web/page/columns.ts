import { DASH, formatDuration, formatNumber, formatSigned, shortId } from "./format.ts";
import type { Row } from "./rows.ts";
import { type SortValue, versionKey } from "./sort.ts";

/** A column of the table of peers. */
export interface Column {
  readonly id: string;
  readonly title: string;
  /** What it means, for the column's tooltip and the list of columns. */
  readonly hint: string;
  /** Width in `rem`. */
  readonly width: number;
  readonly numeric: boolean;
  /** Whether it shows when the reader has chosen nothing. */
  readonly usual: boolean;
  /** @param now milliseconds since 1970 by the server's clock */
  readonly text: (row: Row, now: number) => string;
  readonly sort: (row: Row) => SortValue;
}

const ARROWS = { inbound: "← in", outbound: "→ out", unknown: DASH };

/** Who opened the connection, as an arrow seen from the node. */
export const directionText = (direction: Row["direction"]): string => ARROWS[direction];

/** `EL` or `CL`, as people call the layers. */
export const layerText = (layer: Row["layer"]): string => (layer === "execution" ? "EL" : "CL");

/** `geth`, or `≈ grandine` when the kind is a guess. */
export const clientText = ({ client, inferred }: Pick<Row, "client" | "inferred">): string =>
  inferred ? `≈ ${client}` : client;

/** How long the session has lasted: `≥` when it may have begun before the watching did. */
export function seenText({ since, atLeast }: Pick<Row, "since" | "atLeast">, now: number): string {
  return `${atLeast ? "≥ " : ""}${formatDuration(now - since)}`;
}

const text = (value: string | null): string => value ?? DASH;

/** A version without what says nothing: `1.17.5-stable-2bd6bd01` is `1.17.5`, `1.18.0-unstable` stays. */
const shortVersion = (version: string | null): string =>
  version === null ? DASH : version.replace(/[-+][0-9a-f]{7,}.*$/, "").replace(/-stable$/, "");

function protocolsText({ capabilities, transport, custody }: Row): string {
  if (capabilities.length > 0) return capabilities.join(" ");
  const parts = [transport === "quic" ? "quic" : "", custody === null ? "" : `cgc ${custody}`];
  return parts.filter((part) => part !== "").join(" ") || DASH;
}

const column = (
  id: string,
  title: string,
  hint: string,
  width: number,
  rest: Partial<Column> & Pick<Column, "text" | "sort">,
): Column => ({ id, title, hint, width, numeric: false, usual: true, ...rest });

/** All columns in the order in which they stand. */
export const COLUMNS: readonly Column[] = [
  column("node", "Node", "Which of your nodes", 6.5, {
    text: ({ node }) => node,
    sort: ({ node }) => node,
  }),
  column("layer", "Layer", "Execution (EL) or consensus (CL)", 3.7, {
    text: ({ layer }) => layerText(layer),
    sort: ({ layer }) => layer,
  }),
  column("dir", "Dir", "Who opened the connection: ← the peer, → your node", 3.9, {
    text: ({ direction }) => directionText(direction),
    sort: ({ direction }) => direction,
  }),
  column("client", "Client", "≈ guessed from the name of its networking library", 6.8, {
    text: clientText,
    sort: ({ client }) => client,
  }),
  column("version", "Version", "As the peer says", 5.6, {
    text: ({ version }) => shortVersion(version),
    sort: ({ version }) => versionKey(version),
  }),
  column("age", "Seen for", "≥: it was there when the watching began", 6.3, {
    numeric: true,
    text: seenText,
    sort: ({ since }) => -since,
  }),
  column("country", "Country", "Of the address, from data kept on this server", 4.9, {
    text: ({ country }) => text(country),
    sort: ({ country }) => country,
  }),
  column("asn", "Network", "Autonomous system of the address, from data kept on this server", 9.2, {
    text: ({ asn, organisation }) => organisation ?? (asn === null ? DASH : `AS${asn}`),
    sort: ({ asn }) => asn,
  }),
  column("address", "Address", "Where the connection comes from or goes to", 10.6, {
    text: ({ address }) => text(address),
    sort: ({ address }) => address,
  }),
  column(
    "lag",
    "Head",
    "Blocks or slots from your head to the peer's; – when it does not tell",
    3.7,
    {
      numeric: true,
      text: ({ headLag }) => formatSigned(headLag),
      sort: ({ headLag }) => headLag,
    },
  ),
  column("score", "Score", "By your consensus client's own reckoning", 3.9, {
    numeric: true,
    text: ({ score }) => formatNumber(score),
    sort: ({ score }) => score,
  }),
  column("latency", "Latency", "Milliseconds, where a source tells it", 4.9, {
    numeric: true,
    text: ({ latencyMs }) => (latencyMs === null ? DASH : `${formatNumber(latencyMs)} ms`),
    sort: ({ latencyMs }) => latencyMs,
  }),
  column("flags", "Flags", "static, trusted, new, shared subnet", 7, {
    text: ({ flags }) => flags.join(" "),
    sort: ({ flags }) => (flags.length === 0 ? null : flags.join()),
  }),
  column("caps", "Protocols", "EL: what the peer offers; CL: QUIC, and custody groups (cgc)", 9, {
    text: protocolsText,
    sort: ({ capabilities, custody }) => (capabilities.length > 0 ? capabilities.join() : custody),
  }),
  column("os", "OS", "Operating system, as the peer says", 5, {
    usual: false,
    text: ({ os }) => text(os),
    sort: ({ os }) => os,
  }),
  column("id", "Id", "Node id or libp2p peer id", 7.6, {
    usual: false,
    text: ({ id }) => shortId(id),
    sort: ({ id }) => id,
  }),
];

/** The columns to show. The node is one only where there are several. */
export function shownColumns(
  chosen: readonly string[] | null,
  manyNodes: boolean,
): readonly Column[] {
  return COLUMNS.filter(({ id, usual }) =>
    id === "node" ? manyNodes && (chosen?.includes(id) ?? true) : (chosen?.includes(id) ?? usual),
  );
}
