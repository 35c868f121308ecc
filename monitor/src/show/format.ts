import { cleanText, UNSAFE } from "../peers/text.ts";

/** What stands where something is not known. */
export const UNKNOWN = "–";

/** Writes a duration in two units at most: `48s`, `12m05s`, `3h07m`, `2d04h`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m${two(whole % 60)}s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)}h${two(Math.floor((whole % 3600) / 60))}m`;
  return `${Math.floor(whole / 86_400)}d${two(Math.floor((whole % 86_400) / 3600))}h`;
}

/** Cuts text to a width, with a mark where something is missing. */
export function fit(text: string, width: number): string {
  const clean = cleanText(text, width + 1);
  return clean.length <= width ? clean : `${clean.slice(0, width - 1)}…`;
}

/** A value as JSON that a terminal can show: what it would take for a command is written as an escape, and is the same JSON. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value).replace(UNSAFE, (found) =>
    Array.from({ length: found.length }, (_, at) => found.charCodeAt(at))
      .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
      .join(""),
  );

/** A peer's id in eight characters: the begin of an execution id, the end of a libp2p id, whose begins are all alike. */
export function shortId(id: string): string {
  const clean = cleanText(id).replace(/^0x/, "");
  return /^[0-9a-f]{64,}$/i.test(clean) ? clean.slice(0, 8) : clean.slice(-8);
}

/** A version without what every release build of a client has in common, nor the commit it was built from. */
export const shortVersion = (version: string | null): string =>
  version === null
    ? UNKNOWN
    : fit(version.replace(/-stable\b/, "").replace(/[-+][0-9a-f]{7,40}$/, ""), 12);

/** A share from 0 to 1. */
export const formatShare = (share: number | null): string =>
  share === null ? UNKNOWN : `${Math.round(share * 100)}%`;

/**
 * Breaks a sentence between words so that each line fits; a word that is longer than a line stays whole.
 *
 * @param hang spaces before every line but the first
 */
export function wrap(text: string, width: number, hang: number): string {
  const lead = /^ */.exec(text)?.[0] ?? "";
  const [first = "", ...words] = text.slice(lead.length).split(" ");
  const lines: string[] = [];
  let line = lead + first;
  for (const word of words) {
    if (line.length + 1 + word.length > width) {
      lines.push(line);
      line = " ".repeat(hang) + word;
    } else line += ` ${word}`;
  }
  return [...lines, line].join("\n");
}
