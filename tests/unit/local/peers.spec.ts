import assert from "node:assert/strict";

import { printPeers } from "../../../local/stack/peers.ts";
import { isSettling, type SettlingNode } from "../../../local/stack/settling.ts";

const now = 1_800_000_000;
const up = (total: number) => ({ state: "up", counts: { total } }) as const;
const well: SettlingNode = {
  execution: up(1),
  consensus: up(1),
  sync: { inSync: true, headTimestamp: now - 2 },
};
const settling = (...changes: readonly Partial<SettlingNode>[]): boolean =>
  isSettling(
    changes.map((change) => ({ ...well, ...change })),
    now,
  );

describe("the nodes at the end of up", () => {
  it("are waited for until each layer answers", () => {
    assert.equal(settling({}, {}), false);
    for (const state of ["starting", "down"] as const) {
      assert.equal(settling({}, { execution: { state, counts: null } }), true, state);
      assert.equal(settling({ consensus: { state, counts: null } }), true, state);
    }
    assert.equal(settling({ execution: null }), false, "a layer that is not watched");
  });

  it("are waited for until they have found each other, but not a node that is alone", () => {
    assert.equal(settling({}, { consensus: up(0) }), true);
    assert.equal(settling({ execution: up(0) }, {}), true);
    assert.equal(settling({ execution: up(0), consensus: up(0) }), false);
  });

  it("are waited for while they follow what they missed, but not for a first sync", () => {
    const behind = (headTimestamp: number | null) =>
      settling({ sync: { inSync: false, headTimestamp } });
    assert.equal(behind(now - 60), true);
    assert.equal(behind(now + 20), true, "a chain that has not begun");
    assert.equal(behind(1_438_269_988), false, "the first block of mainnet");
    assert.equal(behind(null), false);
    assert.equal(settling({ sync: null }), false);
  });
});

describe("the table at the end of up", () => {
  const answer = (...nodes: readonly SettlingNode[]) => JSON.stringify({ schema: 1, nodes });
  const fresh = { ...well, sync: { inSync: true, headTimestamp: Date.now() / 1000 } };
  const ran = async (answers: readonly string[], code: number) => {
    const asked: string[] = [];
    let printed = "";
    let pauses = 0;
    await printPeers(
      (...flags) => {
        asked.push(flags.join(" "));
        const stdout =
          flags[0] === "--json"
            ? (answers[asked.length - 1] ?? answers.at(-1) ?? "")
            : "the table\n";
        return Promise.resolve({ code, stdout, stderr: "" });
      },
      (text) => (printed += text),
      () => Promise.resolve(pauses++),
    );
    return { asked, printed, pauses };
  };

  for (const [code, what] of [
    [0, "is well"],
    [1, "has a warning"],
    [2, "is critical"],
  ] as const) {
    it(`comes at once where the nodes have found each other, though their health ${what}`, async () => {
      const { asked, printed, pauses } = await ran([answer(fresh, fresh)], code);
      assert.deepEqual([asked, printed, pauses], [["--json", ""], "\nthe table\n", 0]);
    });
  }

  it("waits for a monitor that does not answer yet and for nodes without peers", async () => {
    const lonely = { ...fresh, consensus: up(0) };
    const answers = ["", '{"nodes": [', answer(fresh, lonely), answer(fresh, fresh)];
    assert.equal((await ran(answers, 0)).pauses, 3);
  });

  it("comes after three minutes whatever there is", async () => {
    const { asked, pauses, printed } = await ran([""], 3);
    assert.equal(pauses * 5, 175);
    assert.equal(asked.at(-1), "");
    assert.equal(printed, "\nthe table\n");
  });
});
