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

/** A metric that an expression reads. */
export interface Selector {
  /** Its name. Empty where it is a matcher like any other. */
  readonly metric: string;
  /** The values of the matchers with `=`, by label. */
  readonly equals: ReadonlyMap<string, string>;
  /** Where in the text a further matcher goes: behind the opening brace, where there is one. */
  readonly at: number;
  readonly braces: "none" | "empty" | "some";
}

/**
 * The expression with matchers added to all that it reads.
 *
 * @param labels what is to be added to a selector
 * @throws PromqlError
 */
export function scoped(
  expr: string,
  labels: (selector: Selector) => Readonly<Record<string, string>>,
): string {
  // From the end, so that what is put in moves nothing that is still to come.
  return selectorsOf(expr)
    .toReversed()
    .reduce((text, selector) => {
      const matchers = Object.entries(labels(selector))
        .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
        .join(",");
      const { at, braces } = selector;
      const added = { none: `{${matchers}}`, empty: matchers, some: `${matchers},` }[braces];
      return text.slice(0, at) + added + text.slice(at);
    }, expr);
}

/**
 * All that an expression reads, in order.
 *
 * @throws PromqlError
 */
export function selectorsOf(expr: string): Selector[] {
  const found: Selector[] = [];
  parser.parse(expr).iterate({
    enter: ({ type, name, node, to }) => {
      if (type.isError) throw new PromqlError(expr);
      if (name !== "VectorSelector") return;
      const text = (part: { from: number; to: number } | null): string =>
        part === null ? "" : expr.slice(part.from, part.to);
      const matchers = node.getChild("LabelMatchers");
      const all = matchers?.getChildren("UnquotedLabelMatcher") ?? [];
      const equal = all.filter((one) => text(one.getChild("MatchOp")) === "=");
      found.push({
        metric: text(node.getChild("Identifier")),
        equals: new Map(
          equal.map((one) => [
            text(one.getChild("LabelName")),
            text(one.getChild("StringLiteral")).slice(1, -1),
          ]),
        ),
        ...(matchers === null
          ? { at: to, braces: "none" }
          : { at: matchers.from + 1, braces: matchers.firstChild === null ? "empty" : "some" }),
      });
    },
  });
  return found;
}
