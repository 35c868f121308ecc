import { panelQueries, place, sent } from "./boards.ts";
import { selectors } from "./promql.ts";

/** A metric, or a part of it, that a Prometheus has no data of. A query that reads it draws nothing there. */
export interface WithoutData {
  readonly metric: string;
  /** Whose metric it is. Default: any job's. */
  readonly job?: string;
  /** A matcher that narrows it down: `level=warning`. Default: all of the metric. */
  readonly matcher?: string;
  readonly why: string;
  /** It depends on what has happened so far: data is no mistake either. Default: there never is any. */
  readonly sometimes?: boolean;
}

/** What the boards' queries gave. All but `asked` is empty where the boards and the list are right. */
export interface BoardFindings {
  readonly asked: number;
  /** Queries that Prometheus refuses, with what it says. */
  readonly refused: string[];
  /** Queries without data that read nothing of the list. */
  readonly empty: string[];
  /** Queries with data that by the list have none. */
  readonly filled: string[];
  /** Entries of the list that no query reads. */
  readonly unused: string[];
}

/**
 * Sends every query of every board.
 *
 * @param ask tells how many series a query has in the time that a board would show
 */
export async function askBoards(
  ask: (expr: string) => Promise<number>,
  withoutData: readonly WithoutData[],
): Promise<BoardFindings> {
  const queries = panelQueries();
  const findings: BoardFindings = {
    asked: queries.length,
    refused: [],
    empty: [],
    filled: [],
    unused: [],
  };
  const used = new Set<WithoutData>();
  for (const query of queries) {
    const reasons = withoutData.filter((one) => reads(query.expr, one));
    reasons.forEach((one) => used.add(one));
    let series: number;
    try {
      series = await ask(sent(query.expr));
    } catch (error) {
      findings.refused.push(
        `${place(query)}: ${error instanceof Error ? error.message : String(error)}`,
      );
      continue;
    }
    if (series === 0 && reasons.length === 0) findings.empty.push(`${place(query)}: ${query.expr}`);
    if (series > 0 && reasons.some(({ sometimes }) => sometimes !== true))
      findings.filled.push(`${place(query)}: ${query.expr}`);
  }
  findings.unused.push(...withoutData.filter((one) => !used.has(one)).map(({ metric }) => metric));
  return findings;
}

function reads(expr: string, { metric, job, matcher }: WithoutData): boolean {
  return selectors(expr).some(
    (selector) =>
      selector.metric === metric &&
      (job === undefined || selector.matchers.get("job") === `=${job}`) &&
      (matcher === undefined ||
        [...selector.matchers].some(([label, value]) => `${label}${value}` === matcher)),
  );
}
