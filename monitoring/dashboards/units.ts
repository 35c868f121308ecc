/** The units of all panels: Grafana's id, and the unit in words. */
export const units = {
  none: "a plain number",
  short: "a count",
  s: "seconds",
  ms: "milliseconds",
  ns: "nanoseconds",
  d: "days",
  bytes: "bytes, in powers of 1024",
  Bps: "bytes a second",
  percentunit: "a share of 1, shown in per cent",
  reqps: "requests a second",
  cps: "events a second",
  bool_yes_no: "1 is yes, 0 is no",
} as const;

/** A unit's id in Grafana. */
export type Unit = keyof typeof units;
