import type { Signal, Signals } from "./chain.ts";

/** What every alert must be seen to do. Seconds are of promtool's clock. */
export interface AlertCase {
  /** The series that it reads, without its value. */
  readonly series: string;
  /** The fault, and the last moment before and the first moment at which it must fire. */
  readonly fault: Signal;
  readonly silentUntil: number;
  readonly firesAt: number;
  /** The alert as it is counted: `ValidatorSlashed node-0`. */
  readonly as: string;
  /** What must not fire: a healthy series, a restart, an initial sync, and none at all. */
  readonly healthy: Signal;
  readonly restart: Signal;
  readonly initialSync: Signal;
  readonly missing: Signal;
}

const ofNode = (job: string, layer: string, client: string, more = "") =>
  `{job="${job}",network="devnet",node="node-0",client="${client}",layer="${layer}"${more}}`;
const gone: Signal = () => undefined;
const from =
  (second: number, before: number, after: number): Signal =>
  (t) =>
    t < second ? before : after;

/** By alert. */
export const alertCases: Readonly<Record<string, AlertCase>> = {
  InvalidPayload: {
    as: "InvalidPayload node-0",
    series: `new_payload_invalid_node_count${ofNode("prysm-beacon", "consensus", "prysm")}`,
    fault: from(900, 0, 1),
    silentUntil: 885,
    firesAt: 915,
    healthy: () => 0,
    // Three of long ago, which the new process has forgotten.
    restart: from(900, 3, 0),
    initialSync: () => 0,
    missing: gone,
  },
  ValidatorSlashed: {
    as: "ValidatorSlashed node-0",
    series: `validator_statuses${ofNode("prysm-validator", "validator", "prysm", ',pubkey="0xa9"')}`,
    fault: from(900, 3, 5),
    silentUntil: 885,
    firesAt: 900,
    healthy: () => 3,
    restart: (t) => (t < 900 ? 3 : t < 960 ? undefined : t < 990 ? 0 : 3),
    // Unknown, deposited, pending: not yet active.
    initialSync: (t) => Math.min(2, Math.floor(t / 600)),
    missing: gone,
  },
};

/** The cases of an alert in which nothing may fire. */
export const silentCases = ["healthy", "restart", "initialSync", "missing"] as const;

/** A stack's signals with one series more. */
export const withSeries = (signals: Signals, series: string, signal: Signal): Signals => ({
  ...signals,
  [series]: signal,
});
