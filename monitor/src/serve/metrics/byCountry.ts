import { tallyOf } from "../../peers/tally.ts";
import type { WatchedNode } from "../collector.ts";
import type { Sample } from "./gauge.ts";

/** Countries that are told apart at a time. */
const MOST = 10;

/** A node's peers by country: the ten with most, the others together, and those where it is not known. */
export function byCountry({ name, execution, consensus }: WatchedNode): Sample[] {
  const counts = new Map<string, number>();
  let unknown = 0;
  for (const target of [execution, consensus]) {
    const data = target?.current ?? null;
    if (data === null) continue;
    for (const [country, peers] of tallyOf(data).countries) {
      if (country === null) unknown += peers;
      else counts.set(country, (counts.get(country) ?? 0) + peers);
    }
  }
  // Without data of where addresses are, all would be unknown, which says nothing.
  if (counts.size === 0) return [];
  const sorted = [...counts].sort(([a, of], [b, than]) => than - of || a.localeCompare(b));
  const other = sorted.slice(MOST).reduce((sum, [, count]) => sum + count, 0);
  const rest = [["other", other] as const, ["unknown", unknown] as const];
  return [...sorted.slice(0, MOST), ...rest.filter(([, count]) => count > 0)].map(
    ([country, value]) => ({ labels: { node: name, country }, value }),
  );
}
