import { NO_SOFTWARE } from "../../src/peers/software.ts";

/** What is known, beside what a client always tells, of a peer of which nothing more is known. */
export const untold = {
  software: NO_SOFTWARE,
  subnet: null,
  location: null,
  record: null,
  head: null,
  latencyMs: null,
  latencySource: null,
} as const;
