import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { readSettings } from "../../../config.ts";
import { SettingsError } from "../../../settings/errors.ts";
import { registered, run } from "../../support/mocks.ts";
import { runStack } from "../../support/runStack.ts";
import { stackConfig } from "../../support/stackConfig.ts";

/** Reads a configuration as the program does; the problems are those that it is refused for. */
async function problems(
  change: Readonly<Record<string, string>>,
  secretKeys: readonly string[] = [],
): Promise<SettingsError["problems"]> {
  const config = { ...(await stackConfig("dev")), ...change };
  return run(() => {
    pulumi.runtime.setAllConfig(config, [...secretKeys]);
    try {
      readSettings(new pulumi.Config("ethnode"));
      return [];
    } catch (error) {
      assert.ok(error instanceof SettingsError);
      return error.problems;
    }
  });
}

describe("a stack's configuration", () => {
  it("is taken when it is right, whatever other projects' keys are beside it", async () => {
    assert.deepEqual(await problems({ "kubernetes:context": "kind", "other:network": "x" }), []);
  });

  it("is refused for a key that is no setting", async () => {
    const [problem, ...more] = await problems({ "ethnode:gethStorag": "1Ti" });
    assert.deepEqual(more, []);
    assert.equal(problem?.key, "ethnode:gethStorag");
    assert.equal(problem.came, "1Ti");
    assert.match(
      problem.expected,
      /^no such setting; the settings are network, .*executionStorage, /,
    );
  });

  it("does not show a secret under a key that is no setting", async () => {
    const key = "ethnode:alertWebhok";
    const [problem] = await problems({ [key]: "https://s3cret" }, [key]);
    assert.equal(problem?.came, "[secret]");
  });

  it("does not show a value that the user made a secret", async () => {
    const key = "ethnode:checkpointSyncUrls";
    const [problem] = await problems({ [key]: "s3cret" }, [key]);
    assert.deepEqual([problem?.key, problem?.came], [key, "[secret]"]);
  });

  it("is refused before anything is created, without a stack trace", async () => {
    const wrong = { "ethnode:executionStorage": "1000", "ethnode:nodes": "[]" };
    await assert.rejects(runStack("dev", wrong), (error: Error) => {
      assert.ok(error instanceof pulumi.RunError);
      assert.equal(
        error.message,
        [
          "ethnode:nodes: came [], expected at least one node",
          'ethnode:executionStorage: came "1000", expected a size with its unit, such as 500Gi',
        ].join("\n"),
      );
      return true;
    });
    assert.deepEqual(registered, []);
  });
});
