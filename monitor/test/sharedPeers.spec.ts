import assert from "node:assert/strict";

import { parseClient } from "../src/peers/clientName.ts";
import { readExecutionPeer } from "../src/peers/execution.ts";
import type { JsonObject } from "../src/peers/read.ts";
import { GETH_ANSWERS } from "./support/fixtures.ts";

const [recorded = {}] = GETH_ANSWERS["admin_peers"] as JsonObject[];
const read = (caps: unknown) =>
  readExecutionPeer({ ...recorded, caps }, () => ({ since: "", sincePrecision: "poll" }))
    ?.capabilities;

describe("what peers have in common", () => {
  it("is kept once: a client's name, which is not mistaken for that of the other layer", () => {
    const name = "nimbus/v1.0.0";
    assert.equal(parseClient("execution", name), parseClient("execution", name));
    assert.deepEqual(
      [parseClient("execution", name).kind, parseClient("consensus", name).kind],
      ["other", "nimbus"],
    );
  });

  it("is kept once: a list of capabilities, of which none is split or joined by it", () => {
    assert.equal(read(["eth/69", "snap/1"]), read(["eth/69", "snap/1"]));
    assert.deepEqual(read(["eth/69 snap/1"]), ["eth/69 snap/1"]);
    assert.deepEqual(read(["eth/69\nsnap/1", 5]), ["eth/69snap/1"]);
    assert.deepEqual([read([]), read(null), read([""])], [[], [], []]);
  });
});
