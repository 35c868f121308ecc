import { readFile, rename, writeFile } from "node:fs/promises";

/**
 * Sets keys of a YAML file that is one flat map, and keeps the rest: several init containers write one client's
 * configuration file, and each may run again. A value of undefined takes its key out. The file is made where there is none.
 */
export async function setYamlKeys(
  path: string,
  values: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const before = await readFile(path, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  });
  const kept = before
    .split("\n")
    .filter(
      (line) => line !== "" && !Object.keys(values).some((key) => line.startsWith(`${key}:`)),
    );
  // A JSON string is a YAML string, whatever is in it.
  const set = Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  const text = [...kept, ...set].map((line) => `${line}\n`).join("");
  // Whole or not at all, also where the machine stops in the middle.
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}
