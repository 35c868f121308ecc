import { stripTypeScriptTypes } from "node:module";
import { parentPort, workerData } from "node:worker_threads";

/** Source texts by name, as the main thread gives them. */
const sources = workerData as Readonly<Record<string, string>>;

parentPort?.postMessage(
  Object.fromEntries(
    Object.entries(sources).map(([name, source]) => [name, stripTypeScriptTypes(source)]),
  ),
);
