import assert from "node:assert/strict";

import { retentionSize, VolumeSizeError } from "../../../components/monitoring/retention.ts";
import { duration, wholeMinutes } from "../../../monitoring/duration.ts";

describe("durations", () => {
  for (const [seconds, text] of [
    [5, "5s"],
    [60, "1m"],
    [90, "90s"],
    [300, "5m"],
    [7200, "2h"],
  ] as const) {
    it(`of ${seconds} seconds are written ${text}`, () => {
      assert.equal(duration(seconds), text);
    });
  }

  for (const seconds of [0, -1, 1.5, Number.NaN]) {
    it(`of ${seconds} seconds are refused`, () => {
      assert.throws(() => duration(seconds), new RegExp(`got ${seconds}`));
    });
  }

  it("are rounded up to minutes, from a least one on", () => {
    assert.equal(wholeMinutes(50, 120), 120);
    assert.equal(wholeMinutes(301, 120), 360);
  });
});

describe("how much of its volume Prometheus fills", () => {
  for (const [volume, limit] of [
    ["50Gi", "40960MB"],
    ["1Ti", "838860MB"],
    ["512Mi", "409MB"],
  ] as const) {
    it(`${volume}: ${limit}`, () => {
      assert.equal(retentionSize(volume), limit);
    });
  }

  for (const volume of ["", "50", "50G", "0Gi", "1.5Gi", "-1Gi", "50Gi "]) {
    it(`is not guessed for ${JSON.stringify(volume)}`, () => {
      assert.throws(() => retentionSize(volume), VolumeSizeError);
    });
  }
});
