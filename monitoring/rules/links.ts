import { dashboardPath } from "../dashboards/links.ts";
import { runbookName, type AlertingRule } from "./rule.ts";

/** Where who gets an alert can click. */
export interface AlertLinks {
  /** URL of the folder in which the runbooks of this release are: `https://wiki.example.org/runbooks`. Default: no links. */
  readonly runbooks?: string | undefined;
  /** URL of the Grafana that has the boards, as people reach it: `https://grafana.example.org`. Default: no links. */
  readonly grafana?: string | undefined;
}

/**
 * The alert with the ways to its runbook and its board: a path each, which is right wherever this repository and a Grafana are,
 * and a URL each where it is known. Receivers link to `runbook_url`.
 */
export function withLinks(rule: AlertingRule, { runbooks, grafana }: AlertLinks): AlertingRule {
  const board = dashboardPath(rule.alert);
  return {
    ...rule,
    annotations: {
      ...rule.annotations,
      ...(runbooks === undefined
        ? {}
        : { runbook_url: `${withoutSlash(runbooks)}/${runbookName(rule.alert)}` }),
      dashboard: board,
      ...(grafana === undefined ? {} : { dashboard_url: `${withoutSlash(grafana)}${board}` }),
    },
  };
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, "");
