import { randomInt } from "node:crypto";

import { hasUnknown } from "../grpc/values.ts";
import type { PropertyMap } from "../grpc/values.ts";
import type { CheckFailure } from "../provider/provider.ts";

/** The inputs of RandomPassword and RandomString. */
export const passwordInputs = [
  "length",
  "lower",
  "upper",
  "numeric",
  "number",
  "special",
  "minLower",
  "minUpper",
  "minNumeric",
  "minSpecial",
  "overrideSpecial",
] as const;

/** A set of characters to draw from and how many of it there must be. */
interface Alphabet {
  readonly characters: string;
  readonly least: number;
}

/** How long a password is and what it is spelled with. */
export interface PasswordRules {
  readonly length: number;
  readonly alphabets: readonly Alphabet[];
}

const lower = "abcdefghijklmnopqrstuvwxyz";

/** The rules that the inputs describe; every alphabet is on unless turned off, as in the official provider. */
export function readRules(inputs: PropertyMap): PasswordRules {
  const special = inputs["overrideSpecial"];
  const characters =
    typeof special === "string" && special !== "" ? special : "!@#$%&*()-_=+[]{}<>:?";
  const alphabet = (on: string, least: string, letters: string): Alphabet[] =>
    inputs[on] === false ? [] : [{ characters: letters, least: Number(inputs[least] ?? 0) }];
  return {
    length: Number(inputs["length"]),
    alphabets: [
      ...alphabet("lower", "minLower", lower),
      ...alphabet("upper", "minUpper", lower.toUpperCase()),
      ...(inputs["number"] === false ? [] : alphabet("numeric", "minNumeric", "0123456789")),
      ...alphabet("special", "minSpecial", characters),
    ],
  };
}

/** Why no password can be spelled by these inputs, or nothing. */
export function ruleFailures(inputs: PropertyMap): CheckFailure[] {
  if (hasUnknown(inputs)) return [];
  const { length, alphabets } = readRules(inputs);
  const least = alphabets.reduce((sum, alphabet) => sum + alphabet.least, 0);
  if (alphabets.length === 0) {
    return [{ property: "lower", reason: "every kind of character is turned off; leave one on" }];
  }
  if (least <= length) return [];
  const reason = `length is ${length}; the minimums of the kinds of characters add up to ${least}`;
  return [{ property: "length", reason }];
}

/** A password by the rules, from the operating system's generator. */
export function spell({ length, alphabets }: PasswordRules): string {
  const draw = (characters: string): string => characters.charAt(randomInt(characters.length));
  const letters = alphabets.flatMap(({ characters, least }) =>
    Array.from({ length: least }, () => draw(characters)),
  );
  const all = alphabets.map(({ characters }) => characters).join("");
  while (letters.length < length) letters.push(draw(all));
  // The required characters came first, so their places are shuffled (Fisher-Yates).
  for (let last = letters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [letters[last], letters[other]] = [letters[other] ?? "", letters[last] ?? ""];
  }
  return letters.join("");
}
