import assert from "node:assert/strict";

import type { PropertyMap } from "../../../local/plugins/grpc/values.ts";
import { inputsFromLive, projectInputs } from "../../../local/plugins/kubernetes/projection.ts";

describe("projectInputs", () => {
  const cases: { title: string; inputs: PropertyMap; live: PropertyMap; expected: PropertyMap }[] =
    [
      {
        title: "leaves out what the API server adds",
        inputs: { spec: { a: 1, list: [{ name: "x" }] } },
        live: { spec: { a: 1, b: 2, list: [{ name: "x", added: true }] }, status: {} },
        expected: { spec: { a: 1, list: [{ name: "x" }] } },
      },
      { title: "shows a change", inputs: { a: 1 }, live: { a: 2 }, expected: { a: 2 } },
      {
        title: "shows a removal",
        inputs: { a: { b: 1, c: 2 } },
        live: { a: { c: 2 } },
        expected: { a: { c: 2 } },
      },
      {
        title: "shows an item that someone added to a list",
        inputs: { list: [{ name: "x" }] },
        live: { list: [{ name: "x" }, { name: "y", all: true }] },
        expected: { list: [{ name: "x" }, { name: "y", all: true }] },
      },
      {
        title: "shows an item that someone took from a list",
        inputs: { list: ["x", "y"] },
        live: { list: ["x"] },
        expected: { list: ["x"] },
      },
      {
        title: "keeps a quantity in the program's words",
        inputs: { cpu: "1000m", memory: "1024Mi", disk: "1.5Gi" },
        live: { cpu: "1", memory: "1Gi", disk: "1536Mi" },
        expected: { cpu: "1000m", memory: "1024Mi", disk: "1.5Gi" },
      },
      {
        title: "shows another quantity",
        inputs: { cpu: "1000m" },
        live: { cpu: "2" },
        expected: { cpu: "2" },
      },
      {
        title: "keeps what is empty and was dropped",
        inputs: { env: "", list: [], map: { a: "" }, off: false },
        live: {},
        expected: { env: "", list: [], map: { a: "" }, off: false },
      },
      {
        title: "reads a Secret's stringData from its data",
        inputs: { stringData: { key: "old", gone: "x" } },
        live: { data: { key: Buffer.from("new").toString("base64") } },
        expected: { stringData: { key: "new" } },
      },
    ];
  for (const { title, inputs, live, expected } of cases) {
    it(title, () => {
      assert.deepEqual(projectInputs(inputs, live), expected);
    });
  }
});

describe("inputsFromLive", () => {
  it("keeps what a program would write", () => {
    const live = {
      kind: "ConfigMap",
      metadata: { name: "a", namespace: "b", uid: "c", resourceVersion: "1" },
      data: { x: "y" },
      status: {},
    };
    const expected = {
      kind: "ConfigMap",
      metadata: { name: "a", namespace: "b" },
      data: { x: "y" },
    };
    assert.deepEqual(inputsFromLive(live), expected);
  });
});
