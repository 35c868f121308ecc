import { stripTypeScriptTypes } from "node:module";
import { text } from "node:stream/consumers";

// Reads texts by name as JSON, and writes them without their types.
const sources = JSON.parse(await text(process.stdin)) as Record<string, string>;
const stripped = Object.entries(sources).map(([name, source]) => [
  name,
  stripTypeScriptTypes(source),
]);
process.stdout.write(JSON.stringify(Object.fromEntries(stripped)));
