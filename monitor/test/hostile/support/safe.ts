import assert from "node:assert/strict";

import { MAX_SERIES_PER_NODE } from "../../../src/serve/metrics.ts";
import { MARK } from "./texts.ts";

/** Controls, formats, separators, what stands for no character. Written anew here: a slip in the original must show. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/u;

/** The longest text that is told of anything: a node record. */
const LONGEST = 512;

/** Every text and number in a value is fit to be shown, and the value can be written as JSON. */
export function safeValue(value: unknown, path = ""): void {
  if (typeof value === "string") {
    assert.doesNotMatch(value, UNSAFE, path);
    assert.ok(value.length <= LONGEST, `${path}: ${value.length} characters`);
  } else if (typeof value === "number") {
    assert.ok(Number.isFinite(value), `${path}: ${value}`);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      assert.doesNotMatch(key, UNSAFE, path);
      safeValue(inner, `${path}.${key}`);
    }
  }
}

/** Lines that a terminal shows as text, none of them wider than it is. */
export function safeTerminal(text: string, width: number): void {
  for (const line of text.split("\n")) {
    assert.doesNotMatch(line, UNSAFE);
    // A sentence is broken between its words, and a word that is longer than the line stays whole.
    const longest = Math.max(...line.split(" ").map(({ length }) => length));
    assert.ok(line.length <= width || longest > width - 8, `${line.length} characters: ${line}`);
  }
}

/** The cells of a CSV text (RFC 4180), of which none has a line's end in it here. */
export function cellsOf(csv: string): readonly (readonly string[])[] {
  return csv
    .trimEnd()
    .split("\r\n")
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
      ),
    );
}

/** No cell is a formula, wherever a spreadsheet lets cells end, and all rows have the header's columns. */
export function safeCsv(csv: string): void {
  const [header = [], ...rows] = cellsOf(csv);
  for (const row of rows) {
    assert.equal(row.length, header.length, row.join("|"));
    for (const cell of row) {
      assert.doesNotMatch(cell, UNSAFE);
      if (/^-?\d+(\.\d+)?$/.test(cell)) continue;
      for (const part of cell.split(/[;\t|]/))
        assert.doesNotMatch(part, /^\s*[=+\-@＝＋－＠]/, cell);
    }
  }
}

const SERIES = /^eth_peer_monitor_[a-z_]+(?:\{(?:[a-z]+="[A-Za-z0-9_./+-]*",?)*\})? -?\d[\d.e+-]*$/;

/** Each line is a series of a closed list of names, and there are no more than there may be. */
export function safeMetrics(text: string, nodes: number): void {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  for (const line of lines) assert.match(line, SERIES);
  assert.ok(lines.length <= nodes * MAX_SERIES_PER_NODE + 1, String(lines.length));
  assert.ok(!text.includes(MARK));
}

/** Each line is one object, fit to be shown. */
export function safeLog(lines: readonly string[]): void {
  for (const line of lines) {
    assert.match(line, /^[^\n]*\n$/);
    assert.doesNotMatch(line.trimEnd(), UNSAFE);
    safeValue(JSON.parse(line));
  }
}
