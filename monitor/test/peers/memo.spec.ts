import assert from "node:assert/strict";

import { memo } from "../../src/peers/memo.ts";

describe("remembering what was made of a text", () => {
  it("makes each once, null too", () => {
    const made: string[] = [];
    const length = memo((text) => {
      made.push(text);
      return text === "" ? null : text.length;
    });
    assert.deepEqual([length("ab"), length("ab"), length(""), length("")], [2, 2, null, null]);
    assert.deepEqual(made, ["ab", ""]);
  });

  it("forgets what is not asked for, and keeps what is", () => {
    const made: string[] = [];
    const same = memo((text) => {
      made.push(text);
      return text;
    }, 10);
    for (let i = 0; i < 100; i++) {
      same("kept");
      same(`stranger ${i}`);
    }
    assert.equal(made.filter((text) => text === "kept").length, 1);
    made.length = 0;
    for (let i = 0; i < 100; i++) same(`stranger ${i}`);
    // At most two generations of ten were there still.
    assert.ok(made.length >= 80, String(made.length));
  });
});
