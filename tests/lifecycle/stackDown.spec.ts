import assert from "node:assert/strict";
import { findInstance } from "../../local/cluster/instance.ts";
import { stackProgram } from "../support/stackProgram.ts";

describe("make down", () => {
  it("takes the stack away and stops the local cluster", async () => {
    const { code, all } = await stackProgram("down");
    assert.equal(code, 0, all);
    assert.match(all, /\d+ deleted/);
    assert.equal(findInstance(), undefined);
  });

  it("does nothing where there is nothing", async () => {
    const { code, all } = await stackProgram("down");
    assert.equal(code, 0, all);
  });

  it("is followed by a make up that works", async () => {
    const up = await stackProgram("up");
    assert.equal(up.code, 0, up.all);
    assert.match(up.stdout, /^node-1 +cl +up /m, up.all);
    const { code, all } = await stackProgram("down");
    assert.equal(code, 0, all);
  });
});
