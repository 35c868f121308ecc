import { wholeMinutes } from "../duration.ts";

/**
 * Seconds from a fault to its alert, by what the alert is. One fault breaks many things; what broke first alerts first, so that
 * Alertmanager can hold back what follows from it (see ../inhibition.ts). Two that are due within its half minute of group
 * wait come together, and need no order.
 */
const secondsTo = {
  /** A program, a volume or all peers are gone. A client that is rolled is back sooner. */
  cause: 300,
  /** One program asks another in vain, or does not do its work. */
  link: 360,
  /** The chain stands still, or a node is behind. Peers take a minute to be given up, so this is long after the causes. */
  effect: 450,
} as const;

/**
 * The `for` of an alert.
 *
 * @param kind what it is
 * @param leadSeconds how long after the fault its expression begins to hold
 * @returns seconds, at least a minute
 */
export const patience = (kind: keyof typeof secondsTo, leadSeconds = 0): number =>
  Math.max(60, secondsTo[kind] - leadSeconds);

/** A window in which so many slots pass, in whole minutes: at least one, in which four scrapes are. */
export const windowOfSlots = (slots: number, secondsPerSlot: number): number =>
  wholeMinutes(slots * secondsPerSlot, 60);
