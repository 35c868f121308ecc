import type { Layer } from "../peers/clientName.ts";

/** `1 execution peer`, `16 consensus peers`. */
export const peersText = (count: number, layer: Layer): string =>
  `${count} ${layer} ${count === 1 ? "peer" : "peers"}`;

/** A share as whole percent: `41 %`. */
export const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** A time to read: `40 s`, `22 min`, `3 h`, `2 days`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 2 * 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 48 * 3600
    ? `${Math.floor(seconds / 3600)} h`
    : `${Math.floor(seconds / 86_400)} days`;
}
