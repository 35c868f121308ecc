import { of } from "../jobs.ts";

/**
 * Whether a node was in sync at some time of the last day, as a filter: `and on (node) …`.
 *
 * A first sync takes hours to days in which the head is old by design. What a node lost is an alert; what it never had is not.
 * After a day the filter ends, and the alerts on the wall clock, which need none, are what is left.
 */
export const inSyncBefore = `and on (node) max_over_time(${of("peer-monitor", "eth_peer_monitor_in_sync")}[1d]) == 1`;
