import type { Network } from "./network.ts";
import { gethSecurity } from "./releases.ts";

/**
 * The first chain of the present rhythm. Source: ephemery-testnet/ephemery-genesis, values.env and the release ephemery-135;
 * EIP-6916 for the rule.
 */
const first = { number: 135, begins: 1720119600 };

/** Seconds from one chain to the next: 28 days. */
const period = 2_419_200;

/**
 * Seconds from a chain's date to its first slot. Source: GENESIS_DELAY in ephemery-genesis/cl-config.yaml; not seen on the live
 * network.
 */
const genesisDelay = 300;

/** Chain ids count up with the chains. Source: EIP-6916. */
const firstChainId = 39_438_000;

const at = (file: string) => ({ url: `https://ephemery.dev/latest/${file}` });

/**
 * The testnet that begins anew every 28 days, with another chain id, as a node that starts now finds it. What a node does about
 * the change is said in docs/decisions/0009.
 *
 * @param now Unix time, seconds
 */
export function ephemery(now: number): Network {
  const periods = Math.max(0, Math.floor((now - first.begins) / period));
  const begins = first.begins + periods * period;
  return {
    name: "ephemery",
    status: { live: true },
    chainId: firstChainId + first.number + periods,
    secondsPerSlot: 12,
    slotsPerEpoch: 32,
    public: {
      genesisTime: begins + genesisDelay,
      // A chain of four weeks at most is synced from its genesis: ephemery.beaconstate.ethstaker.cc would save an hour, and
      // whether it serves the old chain or the new one on the day of a reset is not known.
      checkpointSyncUrls: [],
    },
    files: {
      executionGenesis: at("genesis.json"),
      consensusConfig: at("config.yaml"),
      consensusGenesis: at("genesis.ssz"),
      // Source: ephemery-genesis scripts/build-genesis.sh; Lodestar packages/cli/src/networks/ephemery.ts.
      executionBootnodes: at("enodes.txt"),
      consensusBootnodes: at("bootstrap_nodes.txt"),
      depositContractBlock: 0,
      changes: true,
    },
    historyModes: ["all"],
    // The forks of each chain stand in its config.yaml, which is read when a node starts, and not here.
    forks: [],
    resetsAt: begins + period,
    clients: { geth: { minimum: gethSecurity } },
  };
}
