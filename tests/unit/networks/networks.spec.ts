import assert from "node:assert/strict";

import { devnet } from "../../../networks/devnet.ts";
import { networks } from "../../../networks/index.ts";
import { compareVersions } from "../../../settings/checks.ts";

describe("the networks", () => {
  it("are these", () => {
    assert.deepEqual(
      [...networks].map(([key, { name, chainId, secondsPerSlot, slotsPerEpoch }]) => [
        key,
        name,
        chainId,
        secondsPerSlot,
        slotsPerEpoch,
      ]),
      [
        ["devnet", "devnet", 32382, 2, 6],
        ["hoodi", "hoodi", 560048, 12, 32],
        ["mainnet", "mainnet", 1, 12, 32],
      ],
    );
  });

  it("began at these times, where they are public", () => {
    assert.deepEqual(
      [...networks.values()].flatMap(({ public: facts }) =>
        facts === undefined ? [] : [new Date(facts.genesisTime * 1000).toISOString()],
      ),
      // Hoodi: 17 March 2025. Mainnet's beacon chain: 1 December 2020.
      ["2025-03-17T12:10:00.000Z", "2020-12-01T12:00:23.000Z"],
    );
  });

  for (const network of networks.values()) {
    const { name, versions, historyModes, public: facts } = network;

    it(`name versions that can be compared, and block none that is too old anyway: ${name}`, () => {
      for (const { minimum, blocked = {} } of Object.values(versions)) {
        assert.match(minimum, /^\d+\.\d+\.\d+$/);
        for (const version of Object.keys(blocked)) {
          assert.ok(compareVersions(version, minimum) >= 0, version);
        }
      }
    });

    it(`keep all blocks if asked to: ${name}`, () => {
      assert.ok(historyModes.includes("all"));
    });

    if (facts !== undefined) {
      it(`have checkpoints that are asked over TLS, each once: ${name}`, () => {
        const urls = facts.checkpointSyncUrls.map((url) => new URL(url));
        assert.ok(
          urls.every(({ protocol, pathname }) => protocol === "https:" && pathname === "/"),
        );
        assert.equal(new Set(urls.map(({ host }) => host)).size, urls.length);
      });
    }
  }

  it("have one private chain", () => {
    const privates = [...networks.values()].filter((network) => network.public === undefined);
    assert.deepEqual(privates, [devnet]);
  });
});
