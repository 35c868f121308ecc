import { duration } from "../duration.ts";
import type { AlertSeverity } from "./receivers.ts";

/** How long Alertmanager waits, by its own names. */
export interface Timing {
  readonly group_wait: string;
  readonly group_interval: string;
  readonly repeat_interval: string;
}

/** Seconds to the first message of a group, between two looks at it, and to the same message again. */
const timing = (wait: number, interval: number, repeat: number): Timing => ({
  group_wait: wait === 0 ? "0s" : duration(wait),
  group_interval: duration(interval),
  repeat_interval: duration(repeat),
});

const minute = 60;
const hour = 60 * minute;

/**
 * How soon, and how often, people hear of a severity.
 *
 * - `critical`: half a minute, in which an alert that is the cause can hold back those that follow from it.
 * - `warning`: a ticket a day for as long as it lasts.
 * - `info`: one digest a day. Its repeat is an hour shorter than its day: Alertmanager looks once a group interval, and
 *   would find the last message a moment too young to repeat, every other day.
 */
export const timings: Readonly<Record<AlertSeverity, Timing>> = {
  critical: timing(30, minute, 4 * hour),
  warning: timing(minute, 5 * minute, 24 * hour),
  info: timing(hour, 24 * hour, 23 * hour),
};

/** The watchdog's: a look every half minute, and a message at every other one, so once a minute. */
export const heartbeat: Timing = timing(0, 30, 50);
