import { limitWords, type Limits } from "./limits.ts";
import { units, type Unit } from "./units.ts";

/** What a panel tells a person who points at it. */
export interface Described {
  /** What the number means. */
  readonly meaning: string;
  /** From where on it is bad, where no limit says it, or why none does. */
  readonly bad?: string | undefined;
  readonly limits?: Limits | undefined;
  readonly unit: Unit;
  readonly exprs: readonly string[];
}

/** Meaning, limit, unit and source. The source is read from the queries, so it is the one that is asked. */
export function describe({ meaning, bad, limits, unit, exprs }: Described): string {
  const worse = [bad, limits === undefined ? undefined : limitWords(limits)].filter(
    (words) => words !== undefined,
  );
  return [
    meaning,
    `**Bad:** ${worse.length === 0 ? "nothing by itself" : worse.join("; ")}.`,
    `**Unit:** ${units[unit]}.`,
    `**Source:** ${sources(exprs).join("; ")}.`,
  ].join("\n\n");
}

/** `geth: a, b`, and what the rules record. */
export function sources(exprs: readonly string[]): string[] {
  const metrics = new Map<string, Set<string>>();
  const add = (from: string, metric: string) =>
    metrics.set(from, (metrics.get(from) ?? new Set()).add(`\`${metric}\``));
  for (const expr of exprs) {
    for (const [, metric = "", labels = ""] of expr.matchAll(/([a-zA-Z_:][\w:]*)\{([^}]*)\}/g)) {
      const job = /\bjob=~?"([^"]+)"/.exec(labels)?.[1];
      if (metric.startsWith("ethnode:")) add("recording rule", metric);
      else if (metric === "ALERTS") add("Prometheus", metric);
      else add(job?.replaceAll("|", ", ") ?? "every job", metric);
    }
  }
  return [...metrics].map(([from, names]) => `${from}: ${[...names].join(", ")}`);
}
