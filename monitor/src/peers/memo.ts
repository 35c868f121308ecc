/**
 * Remembers what a function made of a text, as the same peers come with every poll. Bounded: of strangers' texts at most
 * twice `max` are kept, those longest unused go first.
 *
 * @param max texts of one generation, default 4096
 */
export function memo<T>(make: (text: string) => T, max = 4096): (text: string) => T {
  // Two generations in place of an order of use: an entry that is asked for moves to the young one.
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  return (text) => {
    const known = young.get(text);
    if (known !== undefined) return known;
    const kept = old.get(text);
    const made = kept === undefined ? make(text) : kept;
    if (young.size >= max) {
      old = young;
      young = new Map();
    }
    young.set(text, made);
    return made;
  };
}
