import type { Row } from "./rows.ts";

/** The fields of an exported peer, in the order of the CSV's columns. */
const FIELDS = [
  "node",
  "layer",
  "id",
  "direction",
  "client",
  "version",
  "name",
  "os",
  "country",
  "asn",
  "organisation",
  "address",
  "transport",
  "capabilities",
  "custody",
  "headLag",
  "score",
  "latencyMs",
  "since",
  "atLeast",
  "flags",
] as const;

type Field = (typeof FIELDS)[number];

function valueOf(row: Row, field: Field): string {
  const value = row[field];
  if (value === null) return "";
  if (field === "since") return new Date(row.since).toISOString();
  return Array.isArray(value) ? value.join(" ") : String(value);
}

/**
 * What spreadsheets take for a formula, at the begin of a cell. In many countries their cells end at a semicolon, whatever
 * is quoted, and in some the wide forms of the signs count too.
 */
const FORMULA = /(^|[;\t|]\s*)(?=[=+\-@＝＋－＠\t\r])/g;

/**
 * A cell of a CSV file. What begins like a formula gets an apostrophe before it: spreadsheets would run it, and strangers
 * choose the names. Numbers below zero are left as they are.
 */
function cell(text: string): string {
  const safe = /^-?\d+(\.\d+)?$/.test(text) ? text : text.replace(FORMULA, "$1'");
  return /[",;\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The rows as CSV (RFC 4180) with a header; what is not known is empty. */
export function toCsv(rows: readonly Row[]): string {
  const lines = rows.map((row) => FIELDS.map((field) => cell(valueOf(row, field))).join(","));
  return `${[FIELDS.join(","), ...lines].join("\r\n")}\r\n`;
}

/** The rows as the API tells them, each with its node and layer. */
export function toJson(rows: readonly Row[]): string {
  return JSON.stringify(
    rows.map(({ node, layer, peer }) => ({ node, layer, ...peer })),
    null,
    2,
  );
}
