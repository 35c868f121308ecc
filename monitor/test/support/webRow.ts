import type { Row } from "../../src/web/page/rows.ts";

/** A peer as the page's table has it; of most things nothing is known. */
export function webRow(known: Partial<Row> = {}): Row {
  return {
    key: "node-0/execution/aa",
    node: "node-0",
    layer: "execution",
    id: "aa",
    direction: "inbound",
    client: "geth",
    version: null,
    inferred: false,
    name: "",
    os: null,
    country: null,
    asn: null,
    organisation: null,
    address: null,
    transport: null,
    subnet: null,
    capabilities: [],
    custody: null,
    headLag: null,
    score: null,
    latencyMs: null,
    since: 0,
    atLeast: false,
    flags: [],
    peer: {} as Row["peer"],
    ...known,
  };
}
