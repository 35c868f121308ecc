import type { Row } from "./rows.ts";

/** What a term of the filter can ask for. */
export const FILTER_KEYS = {
  layer: "el or cl",
  dir: "in or out",
  client: "geth, lighthouse, …",
  version: "begins with",
  country: "two letters: de",
  asn: "number of the network",
  org: "part of the network's name",
  age: "<10m, >2h, >1d",
  score: "<0, >10",
  latency: "milliseconds: >200",
  lag: "blocks or slots behind: >2",
  flag: "static, trusted, new, shared",
  cap: "eth/69, snap",
  node: "name of the node",
  subnet: "/24 or /48",
  os: "linux, windows, …",
  id: "begins with",
} as const;

type Key = keyof typeof FILTER_KEYS;

/** One term: `client:geth,reth`, `-dir:in`, `age:<10m`, or a plain word. */
export interface Term {
  readonly key: Key | null;
  /** One of these is enough. */
  readonly values: readonly string[];
  readonly negated: boolean;
}

/** A filter as it was understood. */
export interface Filter {
  readonly terms: readonly Term[];
  /** Terms that mean nothing here: they are shown, and do not hide anything. */
  readonly unknown: readonly string[];
}

const UNITS: Readonly<Record<string, number>> = { s: 1e3, m: 6e4, h: 36e5, d: 864e5 };

const NUMBERS = ["age", "score", "latency", "lag"];

const COMPARISON = /^([<>]=?)?(-?\d+(?:\.\d+)?)([smhd])?$/;

function isKey(key: string): key is Key {
  return Object.hasOwn(FILTER_KEYS, key);
}

/** Splits at blanks that are not within quotes. */
const words = (query: string): string[] => query.match(/(?:[^\s"]+|"[^"]*"?)+/g) ?? [];

/** Reads what stands in the filter box. Never fails: what cannot be read is told in `unknown`. */
export function parseFilter(query: string): Filter {
  const terms: Term[] = [];
  const unknown: string[] = [];
  for (const word of words(query)) {
    const negated = word.startsWith("-") && word.length > 1;
    const text = (negated ? word.slice(1) : word).toLowerCase();
    const colon = text.indexOf(":");
    const key = text.slice(0, Math.max(0, colon));
    if (!isKey(key)) {
      // A word with a colon may still be an address: only what looks like a key is an error.
      if (/^[a-z]+:/.test(text) && !/^[0-9a-f:]+$/.test(text)) unknown.push(word);
      else terms.push({ key: null, values: [text.replaceAll('"', "")], negated });
      continue;
    }
    const values = text
      .slice(colon + 1)
      .replaceAll('"', "")
      .split(",")
      .filter((value) => value !== "");
    const bad = NUMBERS.includes(key) && values.some((value) => !COMPARISON.test(value));
    if (values.length === 0 || bad) unknown.push(word);
    else terms.push({ key, values, negated });
  }
  return { terms, unknown };
}

/** Compares a number with `<10m`, `>=5` or `7`; what is not known matches nothing. */
function compares(value: number | null, expected: string, isTime = false): boolean {
  const match = COMPARISON.exec(expected);
  if (value === null || match === null) return false;
  const [, operator = isTime ? ">=" : "=", digits = "", unit] = match;
  const bound = Number(digits) * (isTime ? (UNITS[unit ?? "s"] ?? 1) : 1);
  switch (operator) {
    case "<":
      return value < bound;
    case "<=":
      return value <= bound;
    case ">":
      return value > bound;
    case ">=":
      return value >= bound;
    default:
      return value === bound;
  }
}

const begins = (text: string | null, prefix: string): boolean =>
  text?.toLowerCase().startsWith(prefix) === true;
const holds = (text: string | null, part: string): boolean =>
  text?.toLowerCase().includes(part) === true;

const LAYERS: Readonly<Record<string, string>> = { el: "execution", cl: "consensus" };

function matchesValue(row: Row, key: Key, value: string, now: number): boolean {
  switch (key) {
    case "layer":
      return row.layer === (LAYERS[value] ?? value);
    case "dir":
      return begins(row.direction, value);
    case "client":
      return row.client === value;
    case "version":
      return begins(row.version, value.replace(/^v/, ""));
    case "country":
      return row.country?.toLowerCase() === value || (row.country === null && value === "none");
    case "asn":
      return String(row.asn) === value.replace(/^as/, "") || (row.asn === null && value === "none");
    case "org":
      return holds(row.organisation, value);
    case "age":
      return compares(now - row.since, value, true);
    case "score":
      return compares(row.score, value);
    case "latency":
      return compares(row.latencyMs, value);
    case "lag":
      return compares(row.headLag === null ? null : -row.headLag, value);
    case "flag":
      return row.flags.some((flag) => begins(flag, value));
    case "cap":
      return row.capabilities.some((capability) => begins(capability, value));
    case "node":
      return row.node.toLowerCase() === value;
    case "subnet":
      return row.subnet?.toLowerCase() === value;
    case "os":
      return begins(row.os, value);
    case "id":
      return begins(row.id, value);
  }
}

function matchesWord(row: Row, word: string): boolean {
  return [row.name, row.id, row.address, row.organisation, row.client, row.country, row.node].some(
    (text) => holds(text, word),
  );
}

/**
 * Whether a row passes the filter: all terms, and of each term one value.
 *
 * @param now milliseconds since 1970 by the server's clock, for ages
 */
export function matches(row: Row, { terms }: Filter, now: number): boolean {
  return terms.every(
    ({ key, values, negated }) =>
      negated !==
      values.some((value) =>
        key === null ? matchesWord(row, value) : matchesValue(row, key, value, now),
      ),
  );
}

const quoted = (value: string): string => (/\s/.test(value) ? `"${value}"` : value);

/** Whether the query asks for exactly this value, so that its bar shows as chosen. */
export function hasTerm(query: string, key: string, value: string): boolean {
  return words(query).some(
    (word) => word.toLowerCase() === `${key}:${quoted(value)}`.toLowerCase(),
  );
}

/** Adds a term to the query, or takes it out when it is there; another value of the same key gives way. */
export function toggleTerm(query: string, key: string, value: string): string {
  const present = hasTerm(query, key, value);
  const others = words(query).filter((word) => !word.toLowerCase().startsWith(`${key}:`));
  return (present ? others : [...others, `${key}:${quoted(value)}`]).join(" ");
}
