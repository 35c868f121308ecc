/** What stands where a secret was. */
const MASK = "***";

/** The part of a URL before the last @ of its word: passwords may have an @ or a / in them. */
const IN_URL = /(?<=\/\/)[^\s"'<>]*@/g;

/** The same without a scheme, as it is written by mistake: `user:password@host`. */
const BARE = /(?<=^|[\s"'=(])[^\s"'<>@/:]+:(?!\/\/)[^\s"'<>]*@/g;

/** A text in which no URL has its user and password any more. For messages, which anyone may read who reads a log. */
export const maskSecrets = (text: string): string =>
  text.includes("@") ? text.replace(IN_URL, `${MASK}@`).replace(BARE, `${MASK}@`) : text;

/** The same of a text that is one URL, or was meant to be: also with blanks in it, and without what it asks for. */
export const maskUrl = (text: string): string =>
  text
    .replace(/^([a-z][a-z0-9+.-]*:\/*)?.*@/is, `$1${MASK}@`)
    .replace(/(?<=:\/\/.*)\?.*$/s, `?${MASK}`);

/** V8 quotes the text around what is wrong, which may be where a password is. The place it also tells stays. */
export const jsonFault = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/, (?:\.\.\.)?".*"(?:\.\.\.)? is not valid JSON$/s, " in JSON");
};
