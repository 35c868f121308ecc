import assert from "node:assert/strict";

import { hasOwnBackend, localBackend } from "../../../local/engine/env.ts";
import { parseOptions, UsageError } from "../../../local/stack/options.ts";

describe("the command line of local/stack.ts", () => {
  it("takes an operation, a stack, and Pulumi's own arguments", () => {
    assert.deepEqual(parseOptions(["up"]), { operation: "up", stack: "dev", rest: [] });
    assert.deepEqual(parseOptions(["preview", "--stack", "hoodi", "--", "--diff", "--stack"]), {
      operation: "preview",
      stack: "hoodi",
      rest: ["--diff", "--stack"],
    });
  });

  const wrong: [args: string[], message: RegExp][] = [
    [[], /"" is no operation; expected one of up, preview, down, output/],
    [["deploy"], /"deploy" is no operation/],
    [["up", "hoodi"], /"hoodi" is not expected; arguments for pulumi come after --/],
    [["up", "--stak", "dev"], /--stak/],
  ];
  for (const [args, message] of wrong) {
    it(`refuses "${args.join(" ")}"`, () => {
      assert.throws(() => parseOptions(args), UsageError);
      assert.throws(() => parseOptions(args), message);
    });
  }
});

describe("where stacks are kept", () => {
  it("is this project's own place unless the user says otherwise", () => {
    assert.equal(hasOwnBackend({}), false);
    assert.equal(hasOwnBackend({ PULUMI_BACKEND_URL: "" }), false);
    assert.equal(hasOwnBackend({ PULUMI_BACKEND_URL: localBackend() }), false);
    assert.equal(hasOwnBackend({ PULUMI_BACKEND_URL: "s3://bucket" }), true);
    assert.equal(hasOwnBackend({ PULUMI_ACCESS_TOKEN: "token" }), true);
  });
});
