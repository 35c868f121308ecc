import { randomBytes, randomUUID } from "node:crypto";

import { isUnknown } from "../grpc/values.ts";
import type { PropertyMap } from "../grpc/values.ts";
import type { CheckFailure } from "../provider/provider.ts";
import { passwordInputs, readRules, ruleFailures, spell } from "./password.ts";

/** How one resource type of the random package is made. */
export interface RandomKind {
  /** The inputs that it takes, beside `keepers`. */
  readonly inputs: readonly string[];
  /** The outputs that it adds to its inputs. */
  readonly outputs: readonly string[];
  /** Whether the value is a secret, which must not be in the id. */
  readonly secret: boolean;
  /** The output that is the id where it is not a secret. */
  readonly idFrom: string;
  check(inputs: PropertyMap): CheckFailure[];
  make(inputs: PropertyMap): PropertyMap;
}

/** The covered types by their token after `random:index/`. */
export const kinds: ReadonlyMap<string, RandomKind> = new Map<string, RandomKind>([
  [
    "RandomBytes",
    {
      inputs: ["length"],
      outputs: ["base64", "hex"],
      secret: true,
      idFrom: "",
      check: (inputs) => wholeNumber(inputs, "length", 1),
      make(inputs) {
        const bytes = randomBytes(Number(inputs["length"]));
        return { base64: bytes.toString("base64"), hex: bytes.toString("hex") };
      },
    },
  ],
  ["RandomPassword", { ...spelled(), secret: true }],
  ["RandomString", { ...spelled(), secret: false }],
  [
    "RandomId",
    {
      inputs: ["byteLength", "prefix"],
      outputs: ["b64Std", "b64Url", "dec", "hex"],
      secret: false,
      idFrom: "b64Url",
      check: (inputs) => wholeNumber(inputs, "byteLength", 1),
      make(inputs) {
        const bytes = randomBytes(Number(inputs["byteLength"]));
        const prefix = typeof inputs["prefix"] === "string" ? inputs["prefix"] : "";
        const hex = bytes.toString("hex");
        return {
          b64Std: prefix + bytes.toString("base64"),
          b64Url: prefix + bytes.toString("base64url"),
          dec: prefix + BigInt(`0x${hex}`).toString(),
          hex: prefix + hex,
        };
      },
    },
  ],
  [
    "RandomUuid",
    {
      inputs: [],
      outputs: ["result"],
      secret: false,
      idFrom: "result",
      check: () => [],
      make: () => ({ result: randomUUID() }),
    },
  ],
]);

/** The kind of a type token such as `random:index/randomBytes:RandomBytes`, or undefined where it is not covered. */
export function findKind(type: string): RandomKind | undefined {
  const [, module = "", name = ""] = type.split(":");
  return module.startsWith("index/") ? kinds.get(name) : undefined;
}

function spelled(): Omit<RandomKind, "secret"> {
  return {
    inputs: passwordInputs,
    outputs: ["result"],
    idFrom: "result",
    check: (inputs) => {
      const failures = wholeNumber(inputs, "length", 1);
      return failures.length > 0 ? failures : ruleFailures(inputs);
    },
    make: (inputs) => ({ result: spell(readRules(inputs)) }),
  };
}

function wholeNumber(inputs: PropertyMap, key: string, least: number): CheckFailure[] {
  const value = inputs[key];
  if (isUnknown(value)) return [];
  if (typeof value === "number" && Number.isInteger(value) && value >= least) return [];
  const reason = `${key} is ${JSON.stringify(value)}; expected a whole number of at least ${least}`;
  return [{ property: key, reason }];
}
