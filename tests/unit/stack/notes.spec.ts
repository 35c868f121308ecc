import assert from "node:assert/strict";

import { clientNotes } from "../../../stack/notes.ts";
import type { StackName } from "../../support/stackConfig.ts";
import { settingsOf, type Change } from "../settings/support.ts";

const notes = async (stack: StackName, change: Change = {}) =>
  clientNotes(await settingsOf(stack, change)).map(
    ({ level, text }) => `${level} ${text.slice(0, 28)}`,
  );

const nodes = (...list: readonly unknown[]): Change => ({ nodes: JSON.stringify(list) });

describe("what a preview says of the clients", () => {
  it("is a note where all nodes run what most of the network runs", async () => {
    assert.deepEqual(await notes("mainnet"), ["info Every node runs geth, as 50 "]);
    assert.deepEqual(await notes("hoodi"), ["info Every node runs geth, as 50 "]);
  });

  it("is a warning where that is so of both layers", async () => {
    assert.deepEqual(await notes("mainnet", { consensusClient: "lighthouse" }), [
      "warn Every node runs geth, as 50 ",
      "warn Every node runs lighthouse, ",
    ]);
  });

  it("names the setting that mends it", async () => {
    const said = clientNotes(await settingsOf("mainnet", { consensusClient: "lighthouse" }));
    assert.match(said[0]?.text ?? "", /executionClient/);
    assert.match(said[1]?.text ?? "", /consensusClient/);
  });

  it("is nothing where a node runs another, where none runs it, and on a private chain", async () => {
    const mixed = nodes({ name: "a" }, { name: "b", executionClient: "nethermind" });
    assert.deepEqual(await notes("mainnet", mixed), []);
    assert.deepEqual(await notes("mainnet", { executionClient: "reth" }), []);
    assert.deepEqual(await notes("dev"), []);
  });
});
