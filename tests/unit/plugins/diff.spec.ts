import assert from "node:assert/strict";

import { unknown } from "../../../local/plugins/grpc/values.ts";
import type { PropertyMap } from "../../../local/plugins/grpc/values.ts";
import {
  isReplacing,
  kindOf,
  kinds,
  UncoveredKindError,
} from "../../../local/plugins/kubernetes/kinds.ts";
import { diffInputs, formatPath } from "../../../local/plugins/provider/diff.ts";

const never = (): boolean => false;

describe("diffInputs", () => {
  const cases: { title: string; olds: PropertyMap; news: PropertyMap; changes: string[] }[] = [
    {
      title: "nothing",
      olds: { a: { b: [1, { c: null }] } },
      news: { a: { b: [1, { c: null }] } },
      changes: [],
    },
    {
      title: "a leaf",
      olds: { a: { b: 1 }, c: 2 },
      news: { a: { b: 3 }, c: 2 },
      changes: ["update a.b"],
    },
    {
      title: "an addition",
      olds: { a: {} },
      news: { a: { "x.y/z": "v" } },
      changes: ['add a["x.y/z"]'],
    },
    { title: "a removal", olds: { a: 1 }, news: {}, changes: ["delete a"] },
    {
      title: "a list's item",
      olds: { a: [1, 2] },
      news: { a: [1, 3, 4] },
      changes: ["update a[1]", "add a[2]"],
    },
    { title: "another type", olds: { a: [1] }, news: { a: { b: 1 } }, changes: ["update a"] },
    {
      title: "a value not known yet",
      olds: { a: "x" },
      news: { a: unknown },
      changes: ["update a"],
    },
    {
      title: "a value that was not known and is not",
      olds: { a: unknown },
      news: { a: unknown },
      changes: ["update a"],
    },
  ];
  for (const { title, olds, news, changes } of cases) {
    it(`finds ${title}`, () => {
      const found = diffInputs(olds, news, never).map(({ kind, path }) => `${kind} ${path}`);
      assert.deepEqual(found, changes);
    });
  }

  it("quotes what a path cannot hold as it is", () => {
    assert.equal(
      formatPath(["metadata", "labels", 'a"b.c', 0, "d"]),
      'metadata.labels["a\\"b.c"][0].d',
    );
  });
});

describe("the replace table", () => {
  const cases: [type: string, path: (string | number)[], replaces: boolean][] = [
    ["kubernetes:core/v1:Namespace", ["metadata", "name"], true],
    ["kubernetes:core/v1:ConfigMap", ["metadata", "namespace"], true],
    ["kubernetes:core/v1:ConfigMap", ["metadata", "labels", "a"], false],
    ["kubernetes:core/v1:ConfigMap", ["data", "a"], true],
    ["kubernetes:core/v1:Secret", ["stringData", "a"], true],
    ["kubernetes:core/v1:Service", ["spec", "ports", 0, "port"], false],
    ["kubernetes:core/v1:Service", ["spec", "clusterIP"], true],
    [
      "kubernetes:core/v1:PersistentVolumeClaim",
      ["spec", "resources", "requests", "storage"],
      false,
    ],
    ["kubernetes:core/v1:PersistentVolumeClaim", ["spec", "storageClassName"], true],
    [
      "kubernetes:apps/v1:StatefulSet",
      ["spec", "template", "spec", "containers", 0, "image"],
      false,
    ],
    ["kubernetes:apps/v1:StatefulSet", ["spec", "serviceName"], true],
    ["kubernetes:apps/v1:StatefulSet", ["spec", "selector", "matchLabels", "a"], true],
    ["kubernetes:apps/v1:StatefulSet", ["spec", "replicas"], false],
    ["kubernetes:apps/v1:Deployment", ["spec", "selector"], true],
    ["kubernetes:networking.k8s.io/v1:NetworkPolicy", ["spec", "podSelector"], false],
  ];
  for (const [type, path, replaces] of cases) {
    it(`${formatPath(path)} of ${type.split(":")[2] ?? ""} ${replaces ? "replaces" : "does not replace"}`, () => {
      assert.equal(isReplacing(kindOf(type), path), replaces);
    });
  }

  it("has the kinds that the program uses, and refuses any other by name", () => {
    assert.equal(kinds.size, 21);
    assert.throws(() => kindOf("kubernetes:core/v1:Pod"), UncoveredKindError);
    assert.throws(
      () => kindOf("kubernetes:core/v1:Pod"),
      /^UncoveredKindError: kubernetes:core\/v1:Pod is not covered/,
    );
  });
});
