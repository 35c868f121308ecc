import type { Capacity } from "../capacity/cost.ts";
import { duration } from "../duration.ts";
import type { Job, ResourceJob, ScrapeTarget } from "../jobs.ts";
import type { MonitoredNetwork } from "../network.ts";
import type { AlertLinks } from "../rules/links.ts";
import type { AlertingRule, RecordingRule, RuleFile, RuleGroup } from "../rules/rule.ts";
import { ruleFile } from "../rules/ruleFile.ts";
import { namespaceLabel, type OperatorObject } from "./objects.ts";
import { scoped, selectorsOf } from "./scoped.ts";

/** Rules, as the operator hands them to a Prometheus. */
export type PrometheusRule = OperatorObject<"PrometheusRule", RuleFile>;

/** What the rules of a stack are made of. */
export interface OperatorRulesArgs {
  readonly network: MonitoredNetwork;
  readonly targets: readonly ScrapeTarget[];
  readonly capacity: Capacity;
  readonly links?: AlertLinks | undefined;
  readonly nodesNamespace: string;
  readonly scrapeIntervalSeconds: number;
}

type Rule = RecordingRule | AlertingRule;

/**
 * Jobs whose series a shared Prometheus has under other names and labels: its own, and those of the machines. Who runs that
 * Prometheus has rules of their own for them.
 */
const elsewhere: ReadonlySet<string> = new Set<Job>([
  "prometheus",
  "alertmanager",
  ...(["kubelet", "cadvisor", "kube-state-metrics", "node-exporter"] satisfies ResourceJob[]),
]);

/**
 * The bundled rules for a Prometheus that a stack shares with others.
 *
 * What a rule reads is the nodes' namespace's own, or two stacks would count each other's nodes. What it gives bears the
 * namespace again, since an expression may lose it: for what reads it next, and for an AlertmanagerConfig, which by default
 * sees the alerts of its own namespace only.
 */
export function operatorRules(args: OperatorRulesArgs): PrometheusRule {
  const { groups } = ruleFile(args.network, args.targets, args.capacity, {
    links: args.links,
  });
  const scope = { [namespaceLabel]: args.nodesNamespace };
  const interval = duration(args.scrapeIntervalSeconds);
  const own = (rule: Rule): Rule => ({
    ...rule,
    expr: scoped(rule.expr, () => scope),
    labels: { ...rule.labels, ...scope },
  });
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    spec: {
      // The shared Prometheus evaluates at an interval of its own where none is said.
      groups: answerable(groups).map((group) => ({
        interval,
        ...group,
        rules: group.rules.map(own),
      })),
    },
  };
}

/** The rules whose series are there: neither of a job that is elsewhere, nor recorded from one. */
function answerable(groups: readonly RuleGroup[]): RuleGroup[] {
  const all = groups.flatMap(({ rules }) => rules);
  const recorded = new Set(all.flatMap((rule) => ("record" in rule ? [rule.record] : [])));
  let kept = new Set(all.filter((rule) => !readsJob(rule, elsewhere)));
  for (;;) {
    const known = new Set([...kept].flatMap((rule) => ("record" in rule ? [rule.record] : [])));
    const next = new Set(
      [...kept].filter(({ expr }) =>
        selectorsOf(expr).every(({ metric }) => !recorded.has(metric) || known.has(metric)),
      ),
    );
    if (next.size === kept.size) break;
    kept = next;
  }
  return groups
    .map((group) => ({ ...group, rules: group.rules.filter((rule) => kept.has(rule)) }))
    .filter(({ rules }) => rules.length > 0);
}

const readsJob = ({ expr }: Rule, jobs: ReadonlySet<string>): boolean =>
  selectorsOf(expr).some(({ equals }) => jobs.has(equals.get("job") ?? ""));
