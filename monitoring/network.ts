/** A date on which a network changes. */
export interface ScheduledChange {
  /** `Fusaka`, or `reset`. */
  readonly name: string;
  /** A change of rules, or the end of the chain. */
  readonly kind: "fork" | "reset";
  /** In seconds since 1970. */
  readonly time: number;
}

/** What the rules must know of a network. */
export interface MonitoredNetwork {
  /** Its name, the value of the label `network` on every series of its nodes: `hoodi`. */
  readonly name: string;
  /** Seconds from one slot to the next: 12 on public networks. */
  readonly secondsPerSlot: number;
  /** Slots in an epoch: 32 on public networks. */
  readonly slotsPerEpoch: number;
  /** When slot 0 began, in seconds since 1970. Not a metric of any client, so it is written into the rules. */
  readonly genesisTime: number;
  /** Whether there is anybody on it but our own nodes. A lone node of a private chain rightly has no peers. */
  readonly public: boolean;
  /** Its forks with a date, past ones too, and its next reset. */
  readonly schedule: readonly ScheduledChange[];
}

/** The seconds of one epoch: the steps in which finality moves. */
export function epochSeconds(network: MonitoredNetwork): number {
  return network.secondsPerSlot * network.slotsPerEpoch;
}
