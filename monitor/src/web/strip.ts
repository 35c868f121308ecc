import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("stripProgram.ts", import.meta.url));

/**
 * Takes the types out of TypeScript, in a process of its own: the compiler takes 40 MB that a thread does not give back
 * either, and the server has to stay small.
 *
 * @param sources texts by name
 * @returns JavaScript by the same names, each character where it was
 * @throws {Error} when a text is not TypeScript whose types can be taken out
 */
export async function stripTypes(
  sources: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", PROGRAM], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const output = text(child.stdout);
  const exit = once(child, "exit") as Promise<[number | null]>;
  // One that dies before it has read all is told by its exit code.
  child.stdin.on("error", () => undefined);
  child.stdin.end(JSON.stringify(sources));
  const [code] = await exit;
  if (code !== 0)
    throw new Error(`the page's types could not be taken out: exit code ${code ?? "none"}`);
  return JSON.parse(await output) as Record<string, string>;
}
