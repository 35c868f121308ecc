import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { parse } from "yaml";

import { structuredSettings, schema, secretSettings } from "../../../settings/schema.ts";
import { stacks } from "../../support/stackConfig.ts";
import { refusal, settingsOf } from "./support.ts";

interface Declared {
  readonly type: string;
  readonly default?: unknown;
  readonly description?: string;
}

const read = async (file: string) => {
  const text = await readFile(new URL(`../../../${file}`, import.meta.url), "utf8");
  return parse(text) as { readonly config: Readonly<Record<string, unknown>> };
};

/** The settings that have no sound default, and so must be in every stack's file. */
const required = ["network"];

describe("Pulumi.yaml", () => {
  let declared: Readonly<Record<string, Declared>>;
  before(async () => {
    declared = (await read("Pulumi.yaml")).config as Readonly<Record<string, Declared>>;
  });

  it("declares the settings that the program reads, and no others", () => {
    assert.deepEqual(Object.keys(declared).toSorted(), Object.keys(schema.shape).toSorted());
  });

  it("has a default for each but the required ones", () => {
    const without = Object.keys(declared).filter((key) => declared[key]?.default === undefined);
    assert.deepEqual(without, required);
  });

  it("says of each what it means", () => {
    for (const [key, { description = "" }] of Object.entries(declared)) {
      assert.match(description, /\w{3}.*\.$/s, key);
    }
  });

  it("has defaults of the types that it declares", () => {
    const typeOf = (value: unknown) =>
      Array.isArray(value) ? "array" : Number.isInteger(value) ? "integer" : typeof value;
    for (const [key, { type, default: value }] of Object.entries(declared)) {
      if (value !== undefined) assert.equal(typeOf(value), type, key);
    }
  });

  it("calls a list or an object what the program reads as one", () => {
    const lists = Object.keys(declared).filter((key) =>
      ["array", "object"].includes(declared[key]?.type ?? ""),
    );
    assert.deepEqual(new Set(lists), structuredSettings);
  });

  it("has defaults that are accepted together, on each network where they can be", async () => {
    const defaults = Object.fromEntries(
      Object.entries(declared)
        .filter(([, { default: value }]) => value !== undefined)
        .map(([key, { default: value }]) => [
          key,
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
    );
    for (const stack of ["hoodi", "mainnet"] as const) await settingsOf(stack, defaults);
    // A private chain has validators.
    assert.deepEqual(
      (await refusal("dev", defaults)).split("\n").map((line) => line.split(": ")[0]),
      ["ethnode:nodes"],
    );
  });

  it("knows the settings that are secret", () => {
    for (const key of secretSettings) assert.ok(key in declared, key);
    assert.deepEqual(
      [...secretSettings],
      [
        "alertReceiverKeys",
        "deadMansSwitchUrl",
        "tracingHeaders",
        "logsHeaders",
        "rpcGatewayTokenSecret",
      ],
    );
  });
});

describe("the stacks' files", () => {
  for (const stack of stacks) {
    it(`have no setting that is not declared, and all that are required: ${stack}`, async () => {
      const { config } = await read(`Pulumi.${stack}.yaml`);
      const keys = Object.keys(config).map((key) => key.replace(/^ethnode:/, ""));
      assert.deepEqual(
        keys.filter((key) => !(key in schema.shape)),
        [],
      );
      assert.deepEqual(
        required.filter((key) => !keys.includes(key)),
        [],
      );
    });

    it(`have no secret in clear: ${stack}`, async () => {
      const { config } = await read(`Pulumi.${stack}.yaml`);
      for (const key of secretSettings) {
        const value = config[`ethnode:${key}`];
        assert.ok(value === undefined || typeof value === "object", key);
      }
    });
  }
});
