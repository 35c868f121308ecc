/** A metric that a PromQL expression reads. */
export interface Selector {
  readonly metric: string;
  /** The matchers in braces, by label: `=geth`, `=~a|b`. */
  readonly matchers: ReadonlyMap<string, string>;
}

const tokens = /"(?:[^"\\]|\\.)*"|[a-zA-Z_:][a-zA-Z0-9_:]*|[0-9][0-9a-z.]*|=~|!~|!=|[^\s]/g;
const labelLists = new Set(["by", "without", "on", "ignoring", "group_left", "group_right"]);
/** What follows a function's or an aggregation's name. */
const afterCalls = new Set(["(", "by", "without"]);
const operators = new Set(["and", "or", "unless", "bool", "offset"]);

/** Every selector of an expression, in order. Enough of PromQL for our own expressions; promtool checks their grammar. */
export function selectors(expr: string): Selector[] {
  const words: readonly string[] = expr.match(tokens) ?? [];
  const found: Selector[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (labelLists.has(word)) {
      i = words.indexOf(")", i);
    } else if (
      /^[a-zA-Z_:]/.test(word) &&
      !operators.has(word) &&
      !afterCalls.has(words[i + 1] ?? "")
    ) {
      const end = words[i + 1] === "{" ? words.indexOf("}", i) : i;
      found.push({ metric: word, matchers: matchersOf(words.slice(i + 2, end)) });
      i = end;
    } else if (word === "[") {
      i = words.indexOf("]", i);
    }
  }
  return found;
}

function matchersOf(words: readonly string[]): Map<string, string> {
  const matchers = new Map<string, string>();
  for (let i = 0; i + 2 < words.length; i += 4) {
    const [label = "", operator = "", value = ""] = words.slice(i, i + 3);
    matchers.set(label, `${operator}${value.slice(1, -1)}`);
  }
  return matchers;
}
