import { once } from "node:events";
import { Worker } from "node:worker_threads";

/**
 * Takes the types out of TypeScript, in a thread of its own: the compiler needs some 25 MB that are given back when
 * the thread ends, and the server has to stay small.
 *
 * @param sources texts by name
 * @returns JavaScript by the same names, each character where it was
 * @throws {Error} when a text is not TypeScript whose types can be taken out
 */
export async function stripTypes(
  sources: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const worker = new Worker(new URL("stripWorker.ts", import.meta.url), {
    workerData: sources,
    // The parent's flags may be ones that a thread does not take.
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const [stripped] = (await once(worker, "message")) as [Readonly<Record<string, string>>];
  await worker.terminate();
  return stripped;
}
