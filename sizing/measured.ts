import type { ConsensusClientName, ExecutionClientName } from "../components/clients/names.ts";
import type { HistoryMode } from "../networks/network.ts";

/** What somebody measured of a client that had synced mainnet. */
interface Measured {
  /** The client's version. */
  readonly version: string;
  /** The month: `2026-04`. */
  readonly date: string;
  /** GiB of memory. */
  readonly memory: number;
}

interface MeasuredExecution extends Measured {
  /** GiB of its database, by the history that it keeps. Absent where nobody measured it. */
  readonly database: Readonly<Partial<Record<HistoryMode, number>>> & { readonly all: number };
}

interface MeasuredConsensus extends Measured {
  /** GiB of its database without blobs. */
  readonly database: number;
}

/** Where the figures below are written. */
export const source = "eth-docker's ResourceUsage page";

/**
 * Databases of mainnet after the first sync.
 *
 * Source: ethstaker/eth-docker-docs, website/docs/Usage/ResourceUsage.md (commit 3be660b, July 2026). Nethermind's are of
 * its largest layout, Flat FlatDB: which one a later version picks is not known here.
 */
export const measuredExecution: Readonly<Record<ExecutionClientName, MeasuredExecution>> = {
  geth: {
    version: "1.17.2",
    date: "2026-04",
    memory: 8,
    database: { all: 1229, postMerge: 830, postPrague: 580 },
  },
  nethermind: {
    version: "1.37.1",
    date: "2026-04",
    memory: 15,
    database: { all: 1536, postMerge: 1127, postPrague: 550 },
  },
  besu: {
    version: "26.1.0",
    date: "2026-02",
    memory: 10,
    database: { all: 1383, postMerge: 850 },
  },
  erigon: {
    version: "3.3.8",
    date: "2026-02",
    memory: 18,
    database: { all: 1024, postMerge: 650 },
  },
  reth: {
    version: "2.1.0",
    date: "2026-04",
    memory: 14,
    database: { all: 1844, postMerge: 1024, postPrague: 475 },
  },
};

/** Beacon nodes of mainnet with the fewest blobs. Source: the same page; Grandine is not on it, and is an estimate. */
export const measuredConsensus: Readonly<Record<ConsensusClientName, MeasuredConsensus>> = {
  prysm: { version: "7.1.3", date: "2026-04", memory: 9, database: 20 },
  lighthouse: { version: "8.1.3", date: "2026-04", memory: 14, database: 20 },
  teku: { version: "26.4.0", date: "2026-04", memory: 10, database: 80 },
  nimbus: { version: "26.3.1", date: "2026-04", memory: 5, database: 75 },
  lodestar: { version: "1.42.0", date: "2026-04", memory: 12, database: 20 },
  grandine: { version: "", date: "", memory: 10, database: 80 },
};

/**
 * GB by which a mainnet node grows in a month, both layers together.
 *
 * Source: the README of aws-samples/aws-blockchain-node-runners (August 2026), for an execution client with a supernode.
 */
export const growthGbPerMonth = 50;

/** The month that floors are reckoned for: the newest that these facts were looked at. */
export const presentMonth = "2026-11";

/** Whole months from one `2026-04` to another. */
export function monthsBetween(from: string, to: string): number {
  const months = (date: string) => {
    const [year = 0, month = 0] = date.split("-").map(Number);
    return 12 * year + month;
  };
  return months(to) - months(from);
}
