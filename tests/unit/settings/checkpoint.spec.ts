import assert from "node:assert/strict";

import { hoodi } from "../../../networks/hoodi.ts";
import type { StackName } from "../../support/stackConfig.ts";
import { refusal, settingsOf, type Change } from "./support.ts";

const urls = (...list: readonly string[]): Change => ({ checkpointSyncUrls: JSON.stringify(list) });
const known = hoodi.public?.checkpointSyncUrls.length ?? 0;

const refused: readonly (readonly [StackName, Change, string])[] = [
  [
    "hoodi",
    urls("https://a.example", "https://b.example", "https://a.example/x"),
    'checkpointSyncUrls[2]: came "https://a.example/x", expected an endpoint of another host: checkpointSyncUrls[0] is of a.example too, and one opinion counts once',
  ],
  [
    "hoodi",
    urls("https://a.example"),
    "checkpointQuorum: came 2, expected at most 1, the number of endpoints on hoodi, or more checkpointSyncUrls",
  ],
  [
    "hoodi",
    { checkpointQuorum: String(known + 1) },
    `checkpointQuorum: came ${known + 1}, expected at most ${known}, the number of endpoints on hoodi, or more checkpointSyncUrls`,
  ],
  [
    "dev",
    urls("https://a.example"),
    'checkpointSyncUrls: came ["https://a.example"], expected none on devnet, which begins with its genesis',
  ],
  [
    "dev",
    { weakSubjectivityCheckpoint: `0x${"a".repeat(64)}:3` },
    `weakSubjectivityCheckpoint: came "0x${"a".repeat(64)}:3", expected none on devnet, which begins with its genesis`,
  ],
];

describe("the settings of checkpoints", () => {
  for (const [stack, change, message] of refused) {
    it(`are refused on ${stack}: ${JSON.stringify(change)}`, async () => {
      assert.equal(await refusal(stack, change), `ethnode:${message}`);
    });
  }

  it("are taken where every endpoint has to agree", async () => {
    const { checkpointQuorum } = await settingsOf("hoodi", { checkpointQuorum: String(known) });
    assert.equal(checkpointQuorum, known);
  });
});
