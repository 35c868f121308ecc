import { UsageError } from "./usageError.ts";

/**
 * A flag's URL, as it came.
 *
 * @param example what such a URL looks like
 * @throws {UsageError} where it is none of http or https
 */
export function httpUrl(flag: string, text: string, example: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(
      `${flag}: ${JSON.stringify(text)} came, expected an http or https URL such as ${example}`,
    );
  }
  return text;
}
