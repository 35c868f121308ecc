/** Deepest nesting: nothing that a client tells has a tenth of it. */
export const MAX_DEPTH = 128;

/**
 * Shorter texts are not looked through: however deep they are nested, they are read in some 50 ms. One of 4 MiB takes most of
 * a second, in which nobody else is answered, and some hundred megabytes.
 */
const HARMLESS_LENGTH = 256 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Whether a JSON text is nested deeper than {@link MAX_DEPTH}. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at + 1);
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > MAX_DEPTH) return true;
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return false;
}

/** Where the string ends that goes on at `at`. */
function endOfString(text: string, at: number): number {
  for (let end = at; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === BACKSLASH) end++;
    else if (code === QUOTE) return end;
  }
  return text.length;
}

/**
 * Reads what a stranger says is JSON.
 *
 * @throws {SyntaxError} when it is none, or is long and nested too deeply
 */
export function parseJson(text: string): unknown {
  if (text.length > HARMLESS_LENGTH && isTooDeep(text))
    throw new SyntaxError("JSON that is nested too deeply");
  return JSON.parse(text);
}
