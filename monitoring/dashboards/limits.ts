import { colours } from "./colours.ts";

/** From where on a number is a warning, and from where on it is bad. */
export interface Limits {
  /** Whether more or less than the limit is worse. */
  readonly worse: "above" | "below";
  /** Left out: there is no warning before it is bad. */
  readonly warning?: number;
  /** Left out: it is never worse than a warning. */
  readonly bad?: number;
}

export const above = (warning: number | undefined, bad?: number): Limits =>
  limits("above", warning, bad);

export const below = (warning: number | undefined, bad?: number): Limits =>
  limits("below", warning, bad);

/** A warning and worse, of a pair of limits that the rules have, too. */
export const aboveBoth = ({ warning, critical }: Both): Limits => above(warning, critical);

export const belowBoth = ({ warning, critical }: Both): Limits => below(warning, critical);

interface Both {
  readonly warning: number;
  readonly critical: number;
}

function limits(worse: Limits["worse"], warning?: number, bad?: number): Limits {
  return {
    worse,
    ...(warning === undefined ? {} : { warning }),
    ...(bad === undefined ? {} : { bad }),
  };
}

/** A colour from a value on; `null` is from minus infinity on. */
export interface Step {
  readonly value: number | null;
  readonly color: string;
}

/** Grafana's steps, which have a colour from a number upwards. They begin at the limit itself. */
export function steps({ worse, warning, bad }: Limits): Step[] {
  const limit = (value: number | undefined, color: string): Step[] =>
    value === undefined ? [] : [{ value, color }];
  if (worse === "above")
    return [
      { value: null, color: colours.good },
      ...limit(warning, colours.warning),
      ...limit(bad, colours.bad),
    ];
  const first = bad === undefined ? colours.warning : colours.bad;
  return [
    { value: null, color: first },
    ...(bad === undefined
      ? []
      : limit(bad, warning === undefined ? colours.good : colours.warning)),
    ...limit(warning, colours.good),
  ];
}

/** A limit in words, for a panel's description. */
export function limitWords({ worse, warning, bad }: Limits): string {
  return [
    ...(warning === undefined ? [] : [`warning ${worse} ${warning}`]),
    ...(bad === undefined ? [] : [`bad ${worse} ${bad}`]),
  ].join(", ");
}
