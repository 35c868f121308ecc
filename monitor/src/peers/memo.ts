/** Enough for each peer of a large fleet. */
export const EACH_PEER = 131_072;

/** Peers come again with every poll, so what was not asked for in so long is gone. Milliseconds. */
const LIFE_MS = 60_000;

/**
 * Remembers what a function made of a text while the text is asked for again and again, as it is with the peers of every
 * poll. What is not asked for any more goes after a minute or two, and of strangers' texts at most twice `max` are kept.
 *
 * @param max texts of one generation, default 4096
 * @param clock milliseconds, for tests
 */
export function memo<T>(
  make: (text: string) => T,
  max = 4096,
  clock: () => number = performance.now.bind(performance),
): (text: string) => T {
  // Two generations in place of a time with each entry: one that is asked for moves to the young generation.
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  let born = clock();
  return (text) => {
    const now = clock();
    if (young.size >= max || now - born >= LIFE_MS) {
      old = young;
      young = new Map();
      born = now;
    }
    const known = young.get(text);
    if (known !== undefined) return known;
    const kept = old.get(text);
    const made = kept === undefined ? make(text) : kept;
    young.set(text, made);
    return made;
  };
}
