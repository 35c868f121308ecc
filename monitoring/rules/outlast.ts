import { duration, wholeMinutes } from "../duration.ts";
import { epochSeconds, type MonitoredNetwork } from "../network.ts";
import type { AlertingRule } from "./rule.ts";

/**
 * How long alerts stay after what they tell of is over, by their name, in steps. A cause that is mended is gone at once, its
 * effects are not (a validator has its next vote to come): they would be heard then, as something new. A cause of a cause stays
 * longer than that. See ../inhibition.ts.
 */
export const steps: Readonly<Record<string, number>> = {
  PrometheusNotIngesting: 3,
  VolumeLow: 3,
  TargetDown: 2,
  EngineSilent: 1,
  NoConsensusPeers: 1,
};

/**
 * Seconds of a step: what the slowest of the effects takes, which is a validator's next vote, within an epoch.
 * In whole minutes, at least one.
 */
export const stepSeconds = (network: MonitoredNetwork): number =>
  wholeMinutes(epochSeconds(network), 60);

/** The rule, which outlasts what follows from it. */
export function outlasting(rule: AlertingRule, network: MonitoredNetwork): AlertingRule {
  const count = steps[rule.alert];
  return count === undefined
    ? rule
    : { ...rule, keep_firing_for: duration(count * stepSeconds(network)) };
}
