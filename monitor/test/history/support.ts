import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { HistoryState } from "../../src/history/history.ts";
import type { Sample } from "../../src/history/rows.ts";
import type { PeerEvent } from "../../src/serve/events/event.ts";

/** A folder that goes away after each test of the suite. */
export function temporaryFolder(): () => string {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "peer-history-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return () => folder;
}

/** An event as the log has it; by default a join that is of now. */
export const event = (seq: number, part: Partial<PeerEvent> = {}): PeerEvent => ({
  seq,
  at: new Date().toISOString(),
  node: "node-0",
  layer: "execution",
  kind: "join",
  precision: "event",
  peer: `${seq}`.padStart(64, "a"),
  client: "geth",
  direction: "inbound",
  country: "DE",
  asn: 24940,
  reason: null,
  ...part,
});

/** A good poll; by default of now. */
export const sample = (inbound: number, outbound: number, part: Partial<Sample> = {}): Sample => ({
  node: "node-0",
  layer: "execution",
  at: Date.now(),
  inbound,
  outbound,
  unknown: 0,
  total: inbound + outbound,
  ...part,
});

/** All went well so far. */
export const well: HistoryState = { error: null, lost: 0 };
