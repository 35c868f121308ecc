import assert from "node:assert/strict";

import {
  fromStruct,
  hasUnknown,
  isUnknown,
  toStruct,
  unknown,
} from "../../../local/plugins/grpc/values.ts";
import type { PropertyMap } from "../../../local/plugins/grpc/values.ts";
import { parseWarnings } from "../../../local/plugins/kubernetes/client.ts";
import { kindOf } from "../../../local/plugins/kubernetes/kinds.ts";
import { autoname, previewOf, substituteName } from "../../../local/plugins/kubernetes/objects.ts";
import { readRules, ruleFailures, spell } from "../../../local/plugins/random/password.ts";

describe("properties on the wire", () => {
  it("come back as they went", () => {
    const map: PropertyMap = { a: [1, "x", true, null, { b: { c: [] } }], d: {}, e: -0.5 };
    assert.deepEqual(fromStruct(toStruct(map)), map);
    assert.deepEqual(fromStruct(toStruct({ a: undefined, b: 1 })), { b: 1 });
  });

  it("lose the wrapping of a secret", () => {
    const secret = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value: ["x"],
    };
    assert.deepEqual(fromStruct(toStruct({ a: secret })), { a: ["x"] });
  });

  it("are known to be unknown, however deep", () => {
    assert.ok(isUnknown(unknown));
    assert.ok(hasUnknown({ a: [{ b: unknown }] }));
    assert.ok(!hasUnknown({ a: [{ b: "known" }] }));
  });
});

describe("made-up names", () => {
  const inputs: PropertyMap = { metadata: { namespace: "n", annotations: { a: "b" } } };

  it("are the resource's with eight hexadecimal digits, and marked", () => {
    const named = autoname("config", inputs, {}, undefined);
    const { name, annotations } = named?.["metadata"] as { name: string; annotations: object };
    assert.match(name, /^config-[0-9a-f]{8}$/);
    assert.deepEqual(annotations, { a: "b", "pulumi.com/autonamed": "true" });
  });

  it("are kept while the object lives", () => {
    const first = autoname("config", inputs, {}, undefined);
    const again = autoname("config", inputs, first ?? {}, { proposed: "other", mode: "propose" });
    assert.deepEqual(again, first);
  });

  it("are what the engine proposes, or none where that is forbidden", () => {
    const named = autoname("config", inputs, {}, { proposed: "proposed", mode: "enforce" });
    assert.equal((named?.["metadata"] as { name: string }).name, "proposed");
    assert.equal(autoname("config", inputs, {}, { proposed: "", mode: "disable" }), undefined);
  });

  it("are not made where the program gives one", () => {
    const given = { metadata: { name: "mine" } };
    assert.equal(autoname("config", given, {}, undefined), given);
  });

  it("for dry runs are valid and others", () => {
    const long = "a".repeat(63);
    assert.match(substituteName(long), /^[a-z0-9-]{1,63}$/);
    assert.notEqual(substituteName("web"), "web");
  });
});

describe("the preview of an object", () => {
  it("does not know what only the real creation decides", () => {
    const kind = kindOf("kubernetes:core/v1:Service");
    const inputs = {
      metadata: { name: "s" },
      spec: { type: "NodePort", ports: [{ port: 1 }, { port: 2, nodePort: 30002 }] },
    };
    const answer = {
      metadata: { name: "s", uid: "u", creationTimestamp: "t", managedFields: [] },
      spec: {
        type: "NodePort",
        clusterIP: "10.0.0.1",
        ports: [
          { port: 1, nodePort: 30001 },
          { port: 2, nodePort: 30002 },
        ],
      },
      status: { loadBalancer: {} },
    };
    const { metadata, spec, status } = previewOf(kind, answer, inputs) as Record<
      string,
      PropertyMap
    >;
    assert.deepEqual(metadata, {
      name: "s",
      uid: unknown,
      creationTimestamp: unknown,
      resourceVersion: unknown,
    });
    assert.equal(status, unknown);
    assert.equal(spec?.["clusterIP"], unknown);
    assert.deepEqual(spec["ports"], [
      { port: 1, nodePort: unknown },
      { port: 2, nodePort: 30002 },
    ]);
  });
});

describe("warnings of the API server", () => {
  it("are read from their headers", () => {
    const header = '299 - "would violate PodSecurity \\"restricted\\": x", 299 - "second"';
    assert.deepEqual(parseWarnings([header]), [
      'would violate PodSecurity "restricted": x',
      "second",
    ]);
    assert.deepEqual(parseWarnings([]), []);
  });
});

describe("passwords", () => {
  it("have their length, and at least what is asked for of each kind", () => {
    const rules = readRules({ length: 40, special: false, minNumeric: 10, minUpper: 5 });
    for (let round = 0; round < 50; round++) {
      const password = spell(rules);
      assert.match(password, /^[A-Za-z0-9]{40}$/);
      assert.ok((password.match(/\d/g) ?? []).length >= 10);
      assert.ok((password.match(/[A-Z]/g) ?? []).length >= 5);
    }
  });

  it("use every character of their alphabet, and only those", () => {
    const rules = readRules({
      length: 2000,
      lower: false,
      upper: false,
      numeric: false,
      overrideSpecial: "ab",
    });
    assert.deepEqual([...new Set(spell(rules))].sort(), ["a", "b"]);
  });

  it("that cannot be spelled are refused", () => {
    assert.match(
      ruleFailures({ length: 3, minLower: 2, minUpper: 2 })[0]?.reason ?? "",
      /length is 3; .* add up to 4/,
    );
    const none = { length: 3, lower: false, upper: false, numeric: false, special: false };
    assert.match(ruleFailures(none)[0]?.reason ?? "", /every kind of character is turned off/);
    assert.deepEqual(ruleFailures({ length: 3 }), []);
  });
});
