/** The longest text from a peer that is kept, in characters. */
export const MAX_TEXT = 128;

/**
 * What a terminal, a log line or a page could take as a command and not as text: controls (Cc, and so
 * every escape sequence), formats (Cf: bidirectional marks, zero-width characters, tags), line and paragraph
 * separators, and code points that stand for no character.
 */
export const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/gu;

/** What nothing has to be taken from, as nearly every text is: the printable characters of ASCII, without spaces at its ends. */
const PLAIN = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** Marks on one letter beyond what any language has: heaps of them cover the lines above and below. */
const ACCENTS = /(\p{M}{4})\p{M}+/gu;

/**
 * Makes a text that a stranger chose safe to keep and to print: no control, bidirectional or invisible
 * character, no heap of accents, and at most `max` characters. It is not HTML-escaped: that is the page's part.
 *
 * @param max longest result in characters (code points), default 128
 */
export function cleanText(text: string, max = MAX_TEXT): string {
  if (text.length <= max && PLAIN.test(text)) return text;
  // Cut first: a name of a megabyte must not cost a scan of a megabyte.
  const head = text.slice(0, max * 4).toWellFormed();
  const clean = head.replace(UNSAFE, "").replace(ACCENTS, "$1").trim();
  return Array.from(clean).slice(0, max).join("");
}
