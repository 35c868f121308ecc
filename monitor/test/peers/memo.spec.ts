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

  function counted(max: number) {
    let now = 0;
    const made: string[] = [];
    const same = memo(
      (text) => {
        made.push(text);
        return text;
      },
      max,
      () => now,
    );
    return { made, same, wait: (milliseconds: number) => void (now += milliseconds) };
  }

  it("keeps no more than it may, and of those the ones that are asked for", () => {
    const { made, same } = counted(10);
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

  it("forgets after two minutes what nobody asks for, and nothing that every poll asks for", () => {
    const { made, same, wait } = counted(1000);
    same("gone");
    for (let poll = 0; poll < 20; poll++) {
      for (let i = 0; i < 500; i++) same(`peer ${i}`);
      wait(15_000);
    }
    assert.equal(made.length, 501);
    same("gone");
    assert.equal(made.length, 502);
  });
});
