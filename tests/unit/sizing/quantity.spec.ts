import assert from "node:assert/strict";

import { size } from "../../../settings/values.ts";
import { bytes, gibibytes, mebibytes, quantity } from "../../../sizing/quantity.ts";

describe("a size in bytes", () => {
  const units = ["k", "M", "G", "T", "P"] as const;

  it("counts decimal units in thousands and binary ones in 1024s", () => {
    for (const [index, unit] of units.entries()) {
      assert.equal(bytes(`3${unit}`), 3 * 1000 ** (index + 1));
      const binary = `${unit.toUpperCase()}i`;
      assert.equal(bytes(`3${binary}`), 3 * 1024 ** (index + 1));
    }
  });

  it("grows with the number and is known for every size that is accepted", () => {
    for (const unit of [...units, ...units.map((one) => `${one.toUpperCase()}i`)]) {
      const sizes = ["1", "1.5", "2", "10", "999"].map((number) => `${number}${unit}`);
      assert.ok(sizes.every((one) => size.safeParse(one).success));
      const counted = sizes.map(bytes);
      assert.deepEqual(
        counted,
        counted.toSorted((a, b) => a - b),
      );
      assert.ok(counted.every((one) => Number.isFinite(one) && one > 0));
    }
  });
});

describe("a number of GiB", () => {
  it("is written as Kubernetes does, and read as what it was", () => {
    assert.deepEqual([0.75, 1, 1536, 2048].map(quantity), ["768Mi", "1Gi", "1536Gi", "2Ti"]);
    for (const gib of [0.75, 1, 1536, 2048]) assert.equal(gibibytes(quantity(gib)), gib);
    assert.equal(mebibytes("1.5Gi"), 1536);
  });
});
