import assert from "node:assert/strict";

import { parse } from "yaml";

import {
  devnet,
  devnetConsensusConfig,
  devnetExecutionGenesis,
  devnetFork,
} from "../../../networks/devnet.ts";

const forks = ["GENESIS", "ALTAIR", "BELLATRIX", "CAPELLA", "DENEB", "ELECTRA", "FULU"];

describe("the private chain's consensus configuration", () => {
  const config = parse(devnetConsensusConfig, { intAsBigInt: true }) as Record<string, unknown>;

  it("has every fork up to the one it starts with at genesis, and the next one never", () => {
    const atGenesis = forks.slice(1, forks.indexOf(devnetFork.toUpperCase()) + 1);
    assert.deepEqual(
      atGenesis.map((fork) => config[`${fork}_FORK_EPOCH`]),
      atGenesis.map(() => 0n),
    );
    assert.equal(config["FULU_FORK_EPOCH"], 2n ** 64n - 1n);
  });

  it("has a version of its own for each fork, in order", () => {
    assert.deepEqual(
      forks.map((fork) => Number(config[`${fork}_FORK_VERSION`]).toString(16)),
      ["20000089", "2000008a", "2000008b", "2000008c", "2000008d", "2000008e", "2000008f"],
    );
  });

  it("lets no proposer leave out a late block: with slots this short Prysm calls every block late", () => {
    assert.equal(config["REORG_MAX_EPOCHS_SINCE_FINALIZATION"], 0n);
  });

  it("agrees with what the stack says of the network", () => {
    assert.equal(config["SECONDS_PER_SLOT"], BigInt(devnet.secondsPerSlot));
    assert.equal(config["SLOTS_PER_EPOCH"], BigInt(devnet.slotsPerEpoch));
    assert.equal(config["DEPOSIT_CHAIN_ID"], BigInt(devnet.chainId));
    assert.equal(config["DEPOSIT_NETWORK_ID"], BigInt(devnet.chainId));
    assert.equal(config["CONFIG_NAME"], devnet.name);
  });
});

describe("the private chain's execution genesis", () => {
  it("has the chain's id, and every fork before the Merge at its first block", () => {
    const { chainId, terminalTotalDifficulty, ...others } = devnetExecutionGenesis.config;
    assert.equal(chainId, devnet.chainId);
    assert.equal(terminalTotalDifficulty, 0);
    const blocks = Object.entries(others).filter(([key]) => key.endsWith("Block"));
    assert.equal(blocks.length, 10);
    for (const [fork, block] of blocks) assert.equal(block, 0, fork);
  });

  it("gives its ether to the well-known test account: one million", () => {
    assert.deepEqual(
      Object.entries(devnetExecutionGenesis.alloc).map(([account, { balance }]) => [
        account,
        BigInt(balance),
      ]),
      [["0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", 1_000_000n * 10n ** 18n]],
    );
  });
});
