/** What stands where nothing is known. */
export const DASH = "–";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (value: number): string => String(value).padStart(2, "0");

/** Writes a length of time in its two largest units: `4 s`, `3 min`, `2 h 05`, `3 d 4 h`. */
export function formatDuration(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return DASH;
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < MINUTE) return `${seconds} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`;
  if (seconds < DAY) {
    return `${Math.floor(seconds / HOUR)} h ${two(Math.floor((seconds % HOUR) / MINUTE))}`;
  }
  return `${Math.floor(seconds / DAY)} d ${Math.floor((seconds % DAY) / HOUR)} h`;
}

/** Writes a number with its thousands apart: `23,600,011`. */
export const formatNumber = (value: number | null): string =>
  value === null
    ? DASH
    : value.toLocaleString("en-GB", { maximumFractionDigits: 2 }).replace("-", "−");

/** Writes a share of 1 in per cent: `52 %`; what is there but below half a per cent is `< 1 %`. */
export function formatShare(share: number | null): string {
  if (share === null) return DASH;
  return share > 0 && share < 0.005 ? "< 1 %" : `${Math.round(share * 100)} %`;
}

/** Writes a difference with its sign: `+0`, `−3`. */
export function formatSigned(value: number | null): string {
  if (value === null) return DASH;
  return value < 0 ? `−${formatNumber(-value)}` : `+${formatNumber(value)}`;
}

/** Shortens an id in the middle: both ends are what people compare. */
export const shortId = (id: string): string =>
  id.length <= 14 ? id : `${id.slice(0, 8)}…${id.slice(-4)}`;

/** The time of day of an ISO time, in the reader's zone. */
export const formatTime = (iso: string): string =>
  new Date(iso).toLocaleTimeString("en-GB", { hour12: false });

/** Date and time of an ISO time, in the reader's zone. */
export const formatDateTime = (iso: string): string =>
  new Date(iso).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" });

/** `1 peer`, `2 peers`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatNumber(count)} ${count === 1 ? one : many}`;
