import { setFlagsFromString } from "node:v8";

/**
 * Turns V8's optimising compilers off for this process. The agent, and the server of few nodes, work a few milliseconds
 * every ten seconds; compiled code gains them nothing, and the compilers' own pages and output cost some 5 to 10 MB.
 */
export function preferSmallMemory(): void {
  setFlagsFromString("--no-opt --no-maglev --no-sparkplug --optimize-for-size");
}
