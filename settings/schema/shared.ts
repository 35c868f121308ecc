import { z } from "zod";

/** One of some names. */
export const oneOf = <const T extends readonly [string, ...string[]]>(names: T) =>
  z.enum(names, `one of ${names.join(", ")}`);

/** An object of these fields and no others; `what` follows the word "expected", before the fields' names. */
export const only = <const T extends z.core.$ZodLooseShape>(what: string, shape: T) =>
  z.strictObject(shape, `${what} with nothing but ${Object.keys(shape).join(", ")}`);

/**
 * What may be shown of a wrong part of a setting in which somebody may write a token in the place of its hash: these fields, and no
 * others.
 */
export function shownBut(plain: readonly string[]): (key: string, came: unknown) => unknown {
  const whole = (came: unknown): unknown => {
    if (Array.isArray(came)) return came.map(whole);
    if (typeof came !== "object" || came === null) return "[secret]";
    return Object.fromEntries(
      Object.entries(came).map(([name, inner]: [string, unknown]) => [
        name,
        plain.includes(name) ? inner : whole(inner),
      ]),
    );
  };
  return (key, came) => {
    const field = /\.(\w+)(?:\[\d+\])?$/.exec(key)?.[1];
    return came === undefined || (field !== undefined && plain.includes(field))
      ? came
      : whole(came);
  };
}
