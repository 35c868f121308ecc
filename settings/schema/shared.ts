import { z } from "zod";

/** One of some names. */
export const oneOf = <const T extends readonly [string, ...string[]]>(names: T) =>
  z.enum(names, `one of ${names.join(", ")}`);

/** An object of these fields and no others; `what` follows the word "expected", before the fields' names. */
export const only = <const T extends z.core.$ZodLooseShape>(what: string, shape: T) =>
  z.strictObject(shape, `${what} with nothing but ${Object.keys(shape).join(", ")}`);
