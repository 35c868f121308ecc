import { cleanText } from "../peers/text.ts";

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

/** A peer's id in eight characters: the begin of an execution id, the end of a libp2p id, whose begins are all alike. */
export function shortId(id: string): string {
  const clean = cleanText(id).replace(/^0x/, "");
  return /^[0-9a-f]{64,}$/i.test(clean) ? clean.slice(0, 8) : clean.slice(-8);
}
