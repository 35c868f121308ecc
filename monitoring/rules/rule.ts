import { duration } from "../duration.ts";

/**
 * How much an alert matters: `critical` wakes somebody, `warning` waits for working hours, `info` tells nobody by itself,
 * and `none` is for the watchdog, which says that alerts arrive at all.
 */
export type Severity = "critical" | "warning" | "info" | "none";

/** A series that Prometheus computes at every evaluation and keeps. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  /** Labels that are added to those of the expression. Default: none. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** An alert as Prometheus' rule file has it. */
export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  /** How long the expression must hold without a break. */
  readonly for?: string;
  /** How long it goes on firing when the expression holds no more. */
  readonly keep_firing_for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Rules that are evaluated one after the other, in this order, at the same time. */
export interface RuleGroup {
  readonly name: string;
  /** Time between two evaluations. Default: as often as is scraped. */
  readonly interval?: string;
  readonly rules: readonly (RecordingRule | AlertingRule)[];
}

/** A Prometheus rule file. */
export interface RuleFile {
  readonly groups: readonly RuleGroup[];
}

/** What an alert needs. */
export interface AlertArgs {
  /** PascalCase, one word for one meaning; its runbook is `docs/runbooks/<name in lower case>.md`. */
  readonly name: string;
  readonly severity: Severity;
  readonly expr: string;
  /** Seconds that the expression must hold. Default: none, it fires at once. */
  readonly forSeconds?: number;
  /** Labels that the series of the expression don't have: without any, two alerts of one name would be taken for one. */
  readonly labels?: Readonly<Record<string, string>>;
  /** One line for a phone's screen, with Prometheus' templates. */
  readonly summary: string;
  /** What is wrong, with the values that were seen. */
  readonly description: string;
}

/** An alerting rule with the labels and annotations that each of ours has. */
export function alert(args: AlertArgs): AlertingRule {
  return {
    alert: args.name,
    expr: args.expr,
    ...(args.forSeconds === undefined ? {} : { for: duration(args.forSeconds) }),
    labels: { severity: args.severity, ...args.labels },
    annotations: {
      summary: args.summary,
      description: args.description,
      runbook: runbookPath(args.name),
    },
  };
}

/** The file name of an alert's runbook: `headstalled.md`. */
export const runbookName = (alertName: string): string => `${alertName.toLowerCase()}.md`;

/** Where an alert's runbook is in this repository. */
export const runbookPath = (alertName: string): string => `docs/runbooks/${runbookName(alertName)}`;
