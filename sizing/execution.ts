import type { ExecutionClientName } from "../components/clients/names.ts";
import type { HistoryMode, Network } from "../networks/network.ts";
import {
  growthGbPerMonth,
  measuredExecution,
  monthsBetween,
  presentMonth,
  source,
} from "./measured.ts";
import { gibOfGb, quantity } from "./quantity.ts";
import { roundUp, volumeSteps, type Preset } from "./preset.ts";

/** What an execution client gets, and its caches. */
export interface ExecutionPreset extends Preset {
  /** MiB for Geth's `--cache`. */
  readonly cacheMb: number;
}

/** What decides how big an execution client is. */
export interface ExecutionCase {
  readonly network: Network;
  readonly client: ExecutionClientName;
  readonly history: HistoryMode;
}

/** What an execution client needs, unless its stack says otherwise. */
export function executionPreset({ network, client, history }: ExecutionCase): ExecutionPreset {
  if (network.public === undefined) {
    return {
      storage: "2Gi",
      storageFloor: "1Gi",
      cpu: "100m",
      memory: "768Mi",
      cacheMb: 64,
      why: "a private chain of a few days",
    };
  }
  return network.name === "mainnet" ? onMainnet(client, history) : onTestnet(network, history);
}

/** A volume with room for a year of growth, and memory for half as much again as was measured. */
function onMainnet(client: ExecutionClientName, history: HistoryMode): ExecutionPreset {
  const { database, date, version, memory } = measuredExecution[client];
  const measured =
    (history === "postPrague" ? database.postPrague : undefined) ??
    (history === "all" ? undefined : database.postMerge) ??
    database.all;
  const growth = gibOfGb(growthGbPerMonth);
  const present = measured + growth * monthsBetween(date, presentMonth);
  const cacheMb = 4096;
  return {
    storage: quantity(roundUp(present + 12 * growth, volumeSteps)),
    storageFloor: quantity(Math.ceil(present / 10) * 10),
    // Source: EIP-7870, 4 cores for a full node, two for each layer.
    cpu: "2",
    memory: quantity(Math.max(4 * Math.ceil((1.5 * memory) / 4), (4 * cacheMb) / 1024)),
    cacheMb,
    why:
      `${measured} GiB and ${memory} GiB of memory in ${date} (${client} ${version}, ${source}), ` +
      `up to ${growthGbPerMonth} GB more each month`,
  };
}

/**
 * GiB of a testnet's volumes, by history. Nobody's measurement was to be had: they are estimates, and their floor is what
 * no such node has been seen to fit in, a tenth.
 */
const testnetGib: Readonly<Record<string, Readonly<Record<HistoryMode, number>>>> = {
  sepolia: { all: 1024, postMerge: 1024, postPrague: 500 },
  hoodi: { all: 500, postMerge: 500, postPrague: 300 },
  // Begins anew every 28 days.
  ephemery: { all: 50, postMerge: 50, postPrague: 50 },
};
/** A network that nobody here knows. */
const unknownGib = { all: 200, postMerge: 200, postPrague: 200 };

function onTestnet(network: Network, history: HistoryMode): ExecutionPreset {
  const gib = (testnetGib[network.name] ?? unknownGib)[history];
  return {
    storage: quantity(gib),
    storageFloor: quantity(Math.ceil(gib / 10)),
    cpu: "2",
    memory: "8Gi",
    cacheMb: 2048,
    why: `an estimate: no measured size of ${network.name} was to be had`,
  };
}
