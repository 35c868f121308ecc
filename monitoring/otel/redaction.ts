/** What stands in the place of an address that was taken out. */
export const redacted = "[address]";

/** A kind of address, as a regular expression of Go's (RE2: no look-around, no back-references). */
export interface AddressPattern {
  readonly what: string;
  readonly pattern: string;
}

const group = "[0-9a-fA-F]{1,4}";
const ipv4 = "\\d{1,3}(?:\\.\\d{1,3}){3}";

/**
 * Everything by which a peer can be found. Rather too much is taken out than too little: a version of four numbers goes,
 * too. Peer ids and node ids stay, by which a peer can be told from another one and is not found.
 *
 * The order matters: what has others in it comes first, and IPv6 that ends in an IPv4 address before IPv4.
 */
export const addressPatterns: readonly AddressPattern[] = [
  {
    what: "enode URL",
    pattern: 'enode://[^\\s"@\\\\\\]]*(?:@(?:\\[[^\\s"\\]]*\\])?[^\\s"\\\\\\]]*)?',
  },
  { what: "node record", pattern: "enr:-?[A-Za-z0-9_=-]+" },
  // Some loggers write a slash in JSON as `\/`.
  {
    what: "multiaddress",
    pattern: '(?:\\\\?/)(?:ip4|ip6|ip6zone|dns|dns4|dns6|dnsaddr)\\\\?/[^\\s",\\]}]+',
  },
  { what: "IPv6, whole", pattern: `\\b(?:${group}:){6}(?:${ipv4}|${group}:${group})` },
  {
    what: "IPv6 with ::",
    pattern: `\\b(?:${group}:){0,6}${group}::(?:(?:${group}:){0,6}(?:${ipv4}|${group}))?`,
  },
  { what: "IPv4 as IPv6", pattern: `::(?:ffff|FFFF):(?:${ipv4}|${group}:${group})` },
  { what: "IPv4", pattern: ipv4 },
];

/**
 * The statements of the collector's `transform` processor (OTTL) that take all addresses out of a text.
 *
 * Source: opentelemetry-collector-contrib v0.145.0 pkg/ottl/ottlfuncs, replace_pattern.
 */
export const redactText = (path: string): string[] =>
  addressPatterns.map(
    ({ pattern }) => `replace_pattern(${path}, ${quoted(pattern)}, ${quoted(redacted)})`,
  );

/** The same for the values of a map that are texts. */
export const redactValues = (path: string): string[] =>
  addressPatterns.map(
    ({ pattern }) =>
      `replace_all_patterns(${path}, "value", ${quoted(pattern)}, ${quoted(redacted)})`,
  );

/** A text as OTTL and JSON write it; `$` would begin a variable of the collector's own. */
const quoted = (text: string): string => JSON.stringify(text).replaceAll("$", "$$$$");
