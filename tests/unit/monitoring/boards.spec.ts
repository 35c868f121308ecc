import assert from "node:assert/strict";

import { boardTag, boardUids } from "../../../monitoring/dashboards/links.ts";
import { units } from "../../../monitoring/dashboards/units.ts";
import { asking, boardFiles, type BoardPanel } from "../../support/boards.ts";

/** What Grafana 11 and later draw. `graph`, `singlestat` and `table-old` are gone. */
const panelTypes = new Set(["stat", "timeseries", "table", "row"]);

describe("the boards", () => {
  it("have the addresses that links lead to, each its own", () => {
    assert.deepEqual(
      Object.fromEntries(Object.entries(boardFiles).map(([name, { uid }]) => [name, uid])),
      boardUids,
    );
    assert.equal(new Set(Object.values(boardUids)).size, Object.keys(boardUids).length);
    assert.ok(Object.values(boardUids).every((uid) => /^[a-z0-9-]{1,40}$/.test(uid)));
  });

  it("lead to each other, with time and choices kept", () => {
    for (const { tags, links } of Object.values(boardFiles)) {
      assert.deepEqual(tags, [boardTag]);
      assert.equal(links.length, 1);
      const [{ type, tags: to, includeVars, keepTime } = {}] = links;
      assert.deepEqual([type, to, includeVars, keepTime], ["dashboards", [boardTag], true, true]);
    }
  });

  for (const [name, board] of Object.entries(boardFiles)) {
    describe(name, () => {
      it("chooses Prometheus, network and node at its top", () => {
        assert.deepEqual(
          board.templating.list.map((variable) => variable.name),
          ["datasource", "network", "node"],
        );
      });

      it("has no panel on top of another, none wider than the page, and no id twice", () => {
        assert.deepEqual(overlaps(board.panels), []);
        for (const { gridPos } of board.panels) assert.ok(gridPos.x + gridPos.w <= 24);
        const ids = board.panels.map(({ id }) => id);
        assert.ok(ids.every((id) => id !== undefined));
        assert.equal(new Set(ids).size, ids.length);
      });

      it("names no panel of a row twice", () => {
        const titles = asking(board).map(
          ({ title, gridPos }) => `${title ?? ""} ${row(board.panels, gridPos.y)}`,
        );
        assert.equal(new Set(titles).size, titles.length, titles.join("\n"));
      });

      for (const panel of asking(board)) {
        it(`says of "${panel.title ?? ""}" what it means, its unit, its source, and when it is bad`, () => {
          assert.ok(panelTypes.has(panel.type), panel.type);
          assert.match(
            panel.description ?? "",
            /^\S.{20,}\n\n\*\*Bad:\*\* .+\.\n\n\*\*Unit:\*\* .+\.\n\n\*\*Source:\*\* .+\.$/s,
          );
          assert.ok((panel.fieldConfig?.defaults.unit ?? "") in units);
          assert.deepEqual(panel.datasource, { type: "prometheus", uid: "${datasource}" });
          assert.notEqual(panel.targets?.length ?? 0, 0);
          const legends = panel.targets?.map(({ legendFormat }) => legendFormat) ?? [];
          assert.equal(new Set(legends).size, legends.length, legends.join());
        });
      }
    });
  }

  it("that overlapped would be seen", () => {
    const at = (x: number, y: number): BoardPanel => ({
      type: "stat",
      title: `${x}/${y}`,
      gridPos: { x, y, w: 4, h: 5 },
    });
    assert.deepEqual(overlaps([at(0, 0), at(4, 0), at(3, 4)]), ["0/0, 3/4", "4/0, 3/4"]);
  });

  it("begin with the verdict on the board of a node", () => {
    const [heading, ...panels] = boardFiles["node"]?.panels ?? [];
    assert.deepEqual([heading?.type, heading?.title], ["row", "Verdict"]);
    assert.deepEqual(
      panels.slice(0, 7).map(({ title }) => title),
      [
        "In sync",
        "Head age",
        "Slots behind the clock",
        "Epochs without finality",
        "Execution peers",
        "Consensus peers",
        "Disk days left",
      ],
    );
    assert.equal(new Set(panels.slice(0, 7).map(({ gridPos }) => gridPos.y)).size, 1);
  });
});

/** The titles of panels that cover the same place. */
function overlaps(panels: readonly BoardPanel[]): string[] {
  return panels.flatMap((a, i) =>
    panels
      .slice(i + 1)
      .flatMap((b) => (cover(a.gridPos, b.gridPos) ? [`${a.title ?? ""}, ${b.title ?? ""}`] : [])),
  );
}

function cover(a: BoardPanel["gridPos"], b: BoardPanel["gridPos"]): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/** The heading under which something at this height is. */
function row(panels: readonly BoardPanel[], y: number): string {
  return panels.findLast(({ type, gridPos }) => type === "row" && gridPos.y <= y)?.title ?? "";
}
