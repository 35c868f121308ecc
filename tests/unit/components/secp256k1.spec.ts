import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { enodeId, libp2pPeerId } from "../../../components/secp256k1.ts";
import { runTool, toolPath } from "../../support/tool.ts";

const one = `${"0".repeat(63)}1`;
const fortySixes = "46".repeat(32);

/**
 * The ids of known keys: of 1, whose public key is the generator of the curve (SEC 2, section 2.4.1), and of one that geth 1.17.5
 * was run with. Prysm 7.0.0 was run with both.
 */
const vectors = [
  {
    key: one,
    enode:
      "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798" +
      "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8",
    peer: "16Uiu2HAm3cuhhRL2msUuLF62KRSfneFDx94RsuouyW25Ho42cFMq",
  },
  {
    key: fortySixes,
    enode:
      "4bc2a31265153f07e70e0bab08724e6b85e217f8cd628ceb62974247bb493382" +
      "ce28cab79ad7119ee1ad3ebcdb98a16805211530ecc6cfefa1b88e6dff99232a",
    peer: "16Uiu2HAkzXQhHBZuBQoR5rJ3h3fK9mgWJNAYK6bhDgqU5Jg753tD",
  },
];

describe("the ids of a P2P key", () => {
  for (const { key, enode, peer } of vectors) {
    it(`are known: ${key}`, () => {
      assert.equal(enodeId(key), enode);
      assert.equal(libp2pPeerId(key), peer);
    });
  }

  it("are of the same length for every key, and different for each", () => {
    const keys = Array.from({ length: 50 }, (_, i) => (i + 1).toString(16).padStart(64, "0"));
    const enodes = keys.map(enodeId);
    assert.ok(enodes.every((id) => /^[0-9a-f]{128}$/.test(id)));
    assert.equal(new Set(enodes).size, keys.length);
    const peers = keys.map(libp2pPeerId);
    assert.ok(peers.every((id) => /^16Uiu2HA[1-9A-HJ-NP-Za-km-z]{45}$/.test(id)));
    assert.equal(new Set(peers).size, keys.length);
  });

  it("do not exist for what is no key", () => {
    const order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    for (const key of ["0".repeat(64), order]) assert.throws(() => enodeId(key));
  });

  it("are those that geth itself has", async function () {
    const geth = toolPath(this, "geth");
    const folder = await mkdtemp(join(tmpdir(), "ethnode-geth-"));
    try {
      const nodeKey = join(folder, "nodekey");
      await writeFile(nodeKey, fortySixes);
      const said = await runTool(geth, [
        ...[`--datadir=${folder}`, `--nodekey=${nodeKey}`, "--networkid=1337", "--nodiscover"],
        ...["--port=0", "--authrpc.port=0", "--ipcdisable", "--maxpeers=0", "--verbosity=0"],
        ...["--exec=admin.nodeInfo.enode", "console"],
      ]);
      assert.equal(/enode:\/\/([0-9a-f]+)@/.exec(said)?.[1], enodeId(fortySixes));
      // Geth leaves the key as it was given, so the identity stays.
      assert.equal(await readFile(nodeKey, "utf8"), fortySixes);
    } finally {
      await rm(folder, { recursive: true });
    }
  }).timeout(60_000);
});
