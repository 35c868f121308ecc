import { duration, wholeMinutes } from "../duration.ts";
import { epochSeconds, type MonitoredNetwork } from "../network.ts";
import type { AlertingRule } from "./rule.ts";

/**
 * Within so many seconds Prysm's validator client finds a beacon node that was away for minutes: gRPC's longest pause between
 * two tries is 120 s, give or take a fifth. Source: https://github.com/grpc/grpc/blob/master/doc/connection-backoff.md
 */
const reconnectSeconds = 150;

/** Until the last effect of a link that holds again is over: a validator's next vote, within an epoch. */
const link = (network: MonitoredNetwork): number => wholeMinutes(epochSeconds(network), 60);
/** The same of a program that is back. */
const program = (network: MonitoredNetwork): number =>
  wholeMinutes(epochSeconds(network) + reconnectSeconds, 60);

/**
 * How many seconds alerts stay after what they tell of is over. A cause that is mended is gone at once, its effects are not: they
 * would be heard then, as something new. A cause of a cause stays longer than that. See ../inhibition.ts.
 */
export const outlasts: Readonly<Record<string, (network: MonitoredNetwork) => number>> = {
  EngineSilent: link,
  NoConsensusPeers: link,
  TargetDown: program,
  VolumeLow: (network) => 2 * program(network),
  PrometheusNotIngesting: (network) => 2 * program(network),
};

/** The rule, which outlasts what follows from it. */
export function outlasting(rule: AlertingRule, network: MonitoredNetwork): AlertingRule {
  const seconds = outlasts[rule.alert]?.(network);
  return seconds === undefined ? rule : { ...rule, keep_firing_for: duration(seconds) };
}
