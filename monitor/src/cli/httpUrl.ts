import { UsageError } from "./usageError.ts";

/**
 * A flag's URL, as it came.
 *
 * @param which what is said of the URL that is expected: `such as http://node-0:3500`
 * @throws {UsageError} where it is none of http or https
 */
export function httpUrl(flag: string, text: string, which: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(
      `${flag}: ${JSON.stringify(text)} came, expected an http or https URL ${which}`,
    );
  }
  return text;
}
