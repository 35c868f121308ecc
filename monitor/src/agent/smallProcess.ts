import { setFlagsFromString } from "node:v8";

/**
 * Turns V8's optimising compilers off for this process. The agent works a few milliseconds every ten seconds;
 * compiled code gains it nothing, and the compilers' own pages and output cost some 10 MB per node.
 */
export function preferSmallMemory(): void {
  setFlagsFromString("--no-opt --no-maglev --no-sparkplug --optimize-for-size");
}
