import { isIP } from "node:net";

import { maskIp } from "../../peers/mask.ts";

/** What may be an address: of version 4, or of version 6. */
const CANDIDATE = /\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}/gi;

/** Masks every address in a text. */
export const scrubText = (text: string): string =>
  text.replace(CANDIDATE, (found) => (isIP(found) === 0 ? found : maskIp(found)));

/** Masks every address in every text of a value, however deep. The value is not changed. */
export function scrub<T>(value: T): T {
  if (typeof value === "string") return scrubText(value) as T;
  if (Array.isArray(value)) {
    const items = value as readonly unknown[];
    return items.map((item) => scrub(item)) as T;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, scrub<unknown>(inner)]),
  ) as T;
}
