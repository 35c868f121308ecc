import assert from "node:assert/strict";

import { Smoothed } from "../src/agent/smoothing.ts";

/** The verdicts after one reading every three seconds: `.` good, `x` bad. */
function verdicts(readings: string): string {
  const smoothed = new Smoothed({ outAfterMs: 10_000, inAfterMs: 5000 });
  return Array.from(readings)
    .map((reading, index) => {
      smoothed.take(reading === ".", index * 3000);
      return smoothed.inSync ? "Y" : "n";
    })
    .join("");
}

describe("a verdict that does not flap", () => {
  const cases: readonly (readonly [what: string, readings: string, verdicts: string])[] = [
    ["begins with no and turns after five good seconds", "....", "nnYY"],
    ["turns back after ten bad seconds", "...xxxxxx", "nnYYYYYnn"],
    ["does not count a bad reading or three", "...x.xxx.x.xxx.", "nnYYYYYYYYYYYYY"],
    ["does not count a good reading among bad ones", "...xxxxx.x.xx..x", "nnYYYYYnnnnnnnnn"],
    ["comes back", "...xxxxx...", "nnYYYYYnnnY"],
  ];
  for (const [what, readings, expected] of cases) {
    it(what, () => {
      assert.equal(verdicts(readings), expected);
    });
  }

  it("tells when it turns", () => {
    const smoothed = new Smoothed({ outAfterMs: 10, inAfterMs: 10 });
    assert.deepEqual(
      [0, 10, 20].map((now) => smoothed.take(true, now)),
      [false, true, false],
    );
    assert.deepEqual(
      [30, 40, 50].map((now) => smoothed.take(false, now)),
      [false, true, false],
    );
  });
});
