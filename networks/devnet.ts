import type { Network } from "./network.ts";

/**
 * A private chain of this stack's own nodes, with short slots and epochs, so that an epoch is finalized about 50 seconds
 * after genesis.
 *
 * Its forks go up to Electra: from Fulu on, Prysm's mainnet preset wants 32 slots an epoch ("invalid size for proposer
 * lookahead").
 */
export const devnet: Network = {
  name: "devnet",
  status: { live: true },
  chainId: 32382,
  secondsPerSlot: 2,
  slotsPerEpoch: 6,
  historyModes: ["all"],
  // All of them are at genesis, see below, and genesis is made at deployment.
  forks: [],
  clients: {
    geth: { minimum: { version: "1.16.7", reason: "1.16.7 brought --override.genesis" } },
    prysm: { minimum: { version: "7.0.0", reason: "no older version was tried with this chain" } },
  },
};

/** The consensus fork that the chain starts with. Source: `prysmctl testnet generate-genesis --fork`. */
export const devnetFork = "electra";

const forkVersion = (fork: number): string => `0x200000${(0x89 + fork).toString(16)}`;

const farFuture = "18446744073709551615";

/**
 * The consensus layer's chain configuration (`--chain-config-file`).
 *
 * Source: https://github.com/ethereum/consensus-specs/blob/master/configs/mainnet.yaml
 */
export const devnetConsensusConfig = [
  `PRESET_BASE: mainnet`,
  `CONFIG_NAME: ${devnet.name}`,
  `GENESIS_FORK_VERSION: ${forkVersion(0)}`,
  ...["ALTAIR", "BELLATRIX", "CAPELLA", "DENEB", "ELECTRA"].flatMap((fork, index) => [
    `${fork}_FORK_EPOCH: 0`,
    `${fork}_FORK_VERSION: ${forkVersion(index + 1)}`,
  ]),
  `FULU_FORK_EPOCH: ${farFuture}`,
  `FULU_FORK_VERSION: ${forkVersion(6)}`,
  `TERMINAL_TOTAL_DIFFICULTY: 0`,
  `SECONDS_PER_SLOT: ${devnet.secondsPerSlot}`,
  `SLOTS_PER_EPOCH: ${devnet.slotsPerEpoch}`,
  `GENESIS_DELAY: 0`,
  // A proposer of the next slot may keep a late block off its chain, and off the head that Prysm begins with when it starts
  // again; a block that is stored but not on that head's chain is bad for it for ever, and so is all that is built on it.
  // Prysm takes whole seconds for a third of a slot, which of two seconds is none: all blocks are late. So: never.
  `REORG_MAX_EPOCHS_SINCE_FINALIZATION: 0`,
  `MIN_GENESIS_ACTIVE_VALIDATOR_COUNT: 4`,
  `DEPOSIT_CHAIN_ID: ${devnet.chainId}`,
  `DEPOSIT_NETWORK_ID: ${devnet.chainId}`,
  `DEPOSIT_CONTRACT_ADDRESS: "0x4242424242424242424242424242424242424242"`,
  ``,
].join("\n");

const blobs = { target: 6, max: 9, baseFeeUpdateFraction: 5007716 };

/**
 * What prysmctl completes into the execution layer's genesis: it writes the time and the fork times.
 *
 * The first account of the well-known test mnemonic ("test test … junk") holds the chain's ether; its key is public, as
 * befits a chain that is worth nothing.
 */
export const devnetExecutionGenesis = {
  config: {
    chainId: devnet.chainId,
    homesteadBlock: 0,
    eip150Block: 0,
    eip155Block: 0,
    eip158Block: 0,
    byzantiumBlock: 0,
    constantinopleBlock: 0,
    petersburgBlock: 0,
    istanbulBlock: 0,
    berlinBlock: 0,
    londonBlock: 0,
    terminalTotalDifficulty: 0,
    blobSchedule: {
      cancun: { target: 3, max: 6, baseFeeUpdateFraction: 3338477 },
      prague: blobs,
    },
  },
  difficulty: "0x0",
  gasLimit: "0x3938700",
  baseFeePerGas: "0x3b9aca00",
  alloc: {
    "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266": { balance: "0xd3c21bcecceda1000000" },
  },
} as const;
