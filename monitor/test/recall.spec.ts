import assert from "node:assert/strict";

import type { DecodedRecord } from "../src/peers/decodedRecord.ts";
import { recalling } from "../src/serve/recall.ts";
import { executionPeer } from "./support/watched.ts";

describe("what the last reading has already", () => {
  const record = { seq: 7 } as DecodedRecord;
  const location = { country: "DE", asn: 24940, organisation: "Hetzner" };
  const asked: string[] = [];
  const makers = {
    decode: (text: string) => (asked.push(text), null),
    locate: (ip: string) => (asked.push(ip), null),
  };
  const known = executionPeer(0, {
    ...{ enr: "enr:known", record, location },
    address: { ip: "192.0.2.1", port: 1, transport: "tcp" },
  });
  beforeEach(() => {
    asked.length = 0;
  });

  it("is not made again", () => {
    const { decode, locate } = recalling({ peers: [known] }, makers);
    assert.deepEqual([decode("enr:known"), locate("192.0.2.1")], [record, location]);
    assert.deepEqual(asked, []);
  });

  it("is made of what is new, and not again of what could not be made", () => {
    const empty = executionPeer(1, { enr: "enr:bad", record: null });
    const { decode, locate } = recalling({ peers: [known, empty] }, makers);
    assert.deepEqual(
      [decode("enr:new"), decode("enr:bad"), locate("192.0.2.2")],
      [null, null, null],
    );
    assert.deepEqual(asked, ["enr:new", "192.0.2.2"]);
  });

  it("is not looked at before there is something to be made", () => {
    const last = {
      get peers(): never {
        return assert.fail("looked at");
      },
    };
    const { decode } = recalling(last, makers);
    assert.throws(() => decode("enr:known"), /looked at/);
  });
});
