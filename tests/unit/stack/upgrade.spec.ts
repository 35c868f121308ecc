import assert from "node:assert/strict";

import { upgrade } from "../../../stack/upgrade.ts";
import { settingsOf } from "../settings/support.ts";

describe("how a stack upgrades", () => {
  it("is in order, unless its settings say otherwise", async () => {
    const settings = await settingsOf("mainnet", { upgradeTimeoutSeconds: "7200" });
    const { peerMonitorImage: image } = settings;
    assert.deepEqual(upgrade(settings), { image, timeoutSeconds: 7200 });
    assert.equal(upgrade(await settingsOf("mainnet", { upgradeInOrder: "false" })), undefined);
  });
});
