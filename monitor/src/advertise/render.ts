import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What stands in a template where the address belongs. */
export const PLACEHOLDER = "ADVERTISED_ADDRESS";

/** No template has a place for the address, so no client would learn of it. */
export class NoPlaceholderError extends Error {
  override readonly name = "NoPlaceholderError";
}

/**
 * Writes each file of a folder into another one with the address in its place. A file is there whole or not at all.
 *
 * @throws {NoPlaceholderError}
 */
export async function render(templates: string, output: string, address: string): Promise<void> {
  // A mounted ConfigMap also has folders, whose names begin with a dot.
  const names = (await readdir(templates)).filter((name) => !name.startsWith("."));
  const texts = await Promise.all(names.map((name) => readFile(join(templates, name), "utf8")));
  if (!texts.some((text) => text.includes(PLACEHOLDER)))
    throw new NoPlaceholderError(`${templates}: no file with ${PLACEHOLDER} came, expected one`);
  await Promise.all(
    names.map(async (name, index) => {
      const temporary = join(output, `.${name}`);
      await writeFile(temporary, (texts[index] ?? "").replaceAll(PLACEHOLDER, address));
      await rename(temporary, join(output, name));
    }),
  );
}
