/** While an alert that the source describes fires, those that the target describes are kept back. */
export interface InhibitRule {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  /** The labels that both have with one value. */
  readonly equal: readonly string[];
}

/**
 * One cause is one alert.
 *
 * Source: https://prometheus.io/docs/alerting/latest/configuration/#inhibit_rule
 */
export const inhibitRules: readonly InhibitRule[] = [
  // A node whose beacon node is away gets no blocks.
  {
    source_matchers: ['alertname="TargetDown"', 'job="prysm-beacon"'],
    target_matchers: ['alertname="HeadStalled"'],
    equal: ["network", "node"],
  },
  {
    source_matchers: ['severity="critical"'],
    target_matchers: ['severity="warning"'],
    equal: ["alertname", "network", "node"],
  },
];
