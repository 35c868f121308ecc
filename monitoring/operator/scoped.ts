import { parser } from "@prometheus-io/lezer-promql";

/** An expression that is not PromQL. */
export class PromqlError extends Error {
  readonly expr: string;

  constructor(expr: string) {
    super(`expected a PromQL expression, got ${JSON.stringify(expr)}`);
    this.name = "PromqlError";
    this.expr = expr;
  }
}

/** A metric that an expression reads, by its place in the text. */
interface Selector {
  /** Where a further matcher goes: behind the opening brace, where there is one. */
  readonly at: number;
  readonly braces: "none" | "empty" | "some";
}

/**
 * The expression with a matcher for each of the labels added to all that it reads.
 *
 * @throws PromqlError
 */
export function scoped(expr: string, labels: Readonly<Record<string, string>>): string {
  const matchers = Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(",");
  // From the end, so that what is put in moves nothing that is still to come.
  return selectorsOf(expr)
    .toReversed()
    .reduce((text, { at, braces }) => {
      const added = { none: `{${matchers}}`, empty: matchers, some: `${matchers},` }[braces];
      return text.slice(0, at) + added + text.slice(at);
    }, expr);
}

function selectorsOf(expr: string): Selector[] {
  const found: Selector[] = [];
  parser.parse(expr).iterate({
    enter: (node) => {
      if (node.type.isError) throw new PromqlError(expr);
      if (node.name !== "VectorSelector") return;
      const matchers = node.node.getChild("LabelMatchers");
      found.push(
        matchers === null
          ? { at: node.to, braces: "none" }
          : { at: matchers.from + 1, braces: matchers.firstChild === null ? "empty" : "some" },
      );
    },
  });
  return found;
}
