import assert from "node:assert/strict";

import { COLUMNS, seenText, shownColumns } from "../src/web/page/columns.ts";
import { toCsv } from "../src/web/page/exportRows.ts";
import { DASH, formatDuration, formatShare, formatSigned } from "../src/web/page/format.ts";
import { historySeries } from "../src/web/page/historySeries.ts";
import { joined, SPAN_MS, withSample } from "../src/web/page/series.ts";
import { sortRows, versionKey } from "../src/web/page/sort.ts";
import { sparkline } from "../src/web/page/sparkline.ts";
import { median, tally } from "../src/web/page/tally.ts";
import { buckets } from "../src/web/page/timeline.ts";
import { DEFAULT_VIEW, readView, type View, writeView } from "../src/web/page/urlState.ts";
import { visibleRows } from "../src/web/page/virtual.ts";
import { webRow } from "./support/webRow.ts";

describe("the page's texts", () => {
  it("write times in their two largest units", () => {
    assert.equal(formatDuration(4_900), "4 s");
    assert.equal(formatDuration(179_000), "2 min");
    assert.equal(formatDuration(7_500_000), "2 h 05");
    assert.equal(formatDuration(3 * 864e5 + 4 * 36e5), "3 d 4 h");
  });

  it("are a dash for what is not known, and never a number", () => {
    assert.equal(formatDuration(null), DASH);
    assert.equal(formatDuration(Number.NaN), DASH);
    assert.equal(formatShare(null), DASH);
    assert.equal(formatSigned(null), DASH);
    const row = webRow();
    const unknown = [
      "version",
      "os",
      "country",
      "asn",
      "address",
      "caps",
      "lag",
      "score",
      "latency",
    ];
    for (const id of unknown) {
      assert.equal(COLUMNS.find((column) => column.id === id)?.text(row, 0), DASH, id);
    }
  });

  it("do not call a small share nothing", () => {
    assert.equal(formatShare(0.001), "< 1 %");
    assert.equal(formatShare(0), "0 %");
  });

  it("say that a session may have begun before it was seen", () => {
    assert.equal(seenText({ since: 0, atLeast: true }, 60_000), "≥ 1 min");
    assert.equal(seenText({ since: 0, atLeast: false }, 60_000), "1 min");
  });
});

describe("the page's sorting", () => {
  it("puts what is not known last, up and down", () => {
    const values = [2, null, 3, 1];
    const same = (value: number | null): number | null => value;
    assert.deepEqual(sortRows(values, same, false), [1, 2, 3, null]);
    assert.deepEqual(sortRows(values, same, true), [3, 2, 1, null]);
  });

  it("keeps the order of equals", () => {
    const rows = [
      { group: 1, name: "a" },
      { group: 1, name: "b" },
    ];
    assert.deepEqual(
      sortRows(rows, ({ group }) => group, true).map(({ name }) => name),
      ["a", "b"],
    );
  });

  it("counts versions as people do", () => {
    assert.deepEqual(sortRows(["1.10.0", "1.9.2", "1.9.10"], versionKey, false), [
      "1.9.2",
      "1.9.10",
      "1.10.0",
    ]);
  });
});

describe("the page's columns", () => {
  it("have the node only where there are several", () => {
    const ids = (many: boolean): string[] => shownColumns(null, many).map(({ id }) => id);
    assert.ok(ids(true).includes("node"));
    assert.ok(!ids(false).includes("node"));
  });

  it("are those that were chosen", () => {
    assert.deepEqual(
      shownColumns(["client", "id"], false).map(({ id }) => id),
      ["client", "id"],
    );
  });
});

describe("the page's view in the address", () => {
  it("comes back as it was written", () => {
    const view: View = {
      node: "node 0&x",
      query: 'client:geth org:"Hetzner Online"',
      sort: "score",
      descending: false,
      columns: ["client", "age"],
      panel: "custody",
      peer: "node 0&x/execution/ab",
    };
    assert.deepEqual(readView(writeView(view)), view);
  });

  it("is nothing when it is the usual one", () => {
    assert.equal(writeView(DEFAULT_VIEW), "");
    assert.deepEqual(readView(""), DEFAULT_VIEW);
  });

  it("is the usual one for what makes no sense", () => {
    assert.equal(readView("?panel=__proto__").panel, DEFAULT_VIEW.panel);
    assert.equal(readView(`?q=${"x".repeat(9999)}`).query.length, 500);
  });
});

describe("a sparkline", () => {
  const span = [0, 100] as const;
  const box = [100, 24] as const;

  it("has a gap where nothing is known", () => {
    const samples = [
      { at: 0, value: 1 },
      { at: 50, value: null },
      { at: 100, value: 2 },
    ];
    const { line } = sparkline(samples, span, box);
    assert.equal(line.match(/M/g)?.length, 2);
    assert.ok(!line.includes("L"));
  });

  it("draws nothing of nothing", () => {
    assert.equal(sparkline([], span, box).line, "");
    assert.equal(sparkline([{ at: 5, value: null }], span, box).line, "");
  });

  it("stands on zero and stays in its box", () => {
    const { line, end } = sparkline(
      [
        { at: 0, value: 0 },
        { at: 100, value: 10 },
      ],
      span,
      box,
    );
    assert.equal(line, "M0 22h0L100 2");
    assert.deepEqual(end, { x: 100, y: 2 });
  });

  it("does not fail on zeros alone", () => {
    assert.equal(sparkline([{ at: 0, value: 0 }], span, box).line, "M0 22h0");
  });
});

describe("the series of the cards", () => {
  it("forget what is older than their span", () => {
    const samples = withSample([{ at: 0, value: 1 }], { at: SPAN_MS + 1, value: 2 });
    assert.deepEqual(samples, [{ at: SPAN_MS + 1, value: 2 }]);
  });

  it("stay small however often the page hears something", () => {
    let samples: ReturnType<typeof withSample> = [];
    for (let at = 0; at < SPAN_MS; at += 1000) samples = withSample(samples, { at, value: 1 });
    assert.ok(samples.length <= 722, String(samples.length));
  });

  it("go on where the history ends", () => {
    const stored = [{ at: 10, value: 1 }];
    const seen = [
      { at: 5, value: 7 },
      { at: 20, value: 2 },
    ];
    assert.deepEqual(joined(stored, seen), [stored[0], seen[1]]);
  });

  it("have a gap where the history has no step", () => {
    const layer = {
      inbound: 1,
      outbound: 1,
      unknown: 0,
      total: 2,
      min: 2,
      max: 2,
      joins: 1,
      leaves: null,
      nodes: 1,
    };
    const series = historySeries(
      [
        { at: 0, execution: layer, consensus: null },
        { at: 300_000, execution: layer, consensus: { ...layer, joins: 3 } },
      ],
      60,
    );
    assert.deepEqual(series.execution, [
      { at: 0, value: 2 },
      { at: 60_000, value: null },
      { at: 300_000, value: 2 },
    ]);
    assert.deepEqual(
      series.joins.map(({ value }) => value),
      [1, null, 4],
    );
    assert.deepEqual(
      series.leaves.map(({ value }) => value),
      [null, null, null],
    );
  });
});

describe("the page's counting", () => {
  it("takes shares of what is known", () => {
    const { groups, unknown } = tally(["a", "b", "a", null], (value) => value);
    assert.equal(unknown, 1);
    assert.deepEqual(groups, [
      { value: "a", count: 2, share: 2 / 3 },
      { value: "b", count: 1, share: 1 / 3 },
    ]);
  });

  it("has no middle of nothing", () => {
    assert.equal(median([]), null);
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([1, 2]), 1.5);
  });

  it("puts events into their steps, and leaves out what is outside", () => {
    const event = (at: number, kind: "join" | "leave" | "down") => ({
      seq: at,
      at: new Date(at).toISOString(),
      node: "n",
      layer: "execution" as const,
      kind,
      precision: "event" as const,
      peer: null,
      client: null,
      direction: null,
      country: null,
      asn: null,
      reason: null,
    });
    const events = [event(5, "join"), event(15, "leave"), event(16, "down"), event(99, "join")];
    assert.deepEqual(buckets(events, [0, 20], 2), [
      { joins: 1, leaves: 0, down: false },
      { joins: 0, leaves: 1, down: true },
    ]);
  });
});

describe("the rows that are drawn", () => {
  it("are those in sight and some beside them, however many there are", () => {
    const { first, end, above, below } = visibleRows(100_000, 34_000, 680, 34);
    assert.ok(first <= 1000 && end >= 1020);
    assert.ok(end - first < 60);
    assert.equal(above + (end - first) * 34 + below, 100_000 * 34);
  });

  it("are within the list at its ends", () => {
    assert.deepEqual(visibleRows(3, 0, 680, 34), { first: 0, end: 3, above: 0, below: 0 });
    assert.equal(visibleRows(3, 99_999, 680, 34).end, 3);
    assert.ok(visibleRows(3, 99_999, 680, 34).above >= 0);
  });
});

describe("an exported table", () => {
  const line = (known: Parameters<typeof webRow>[0]): string =>
    toCsv([webRow(known)]).split("\r\n")[1] ?? "";

  it("is empty where nothing is known", () => {
    assert.ok(line({}).startsWith("node-0,execution,aa,inbound,geth,,,"));
  });

  it("does not let a name become a formula or another cell", () => {
    assert.ok(line({ name: '=HYPERLINK("http://x")' }).includes(`"'=HYPERLINK(""http://x"")"`));
    assert.ok(line({ name: "a,b\nc" }).includes('"a,b\nc"'));
    assert.ok(line({ name: "@x" }).includes(`"'@x"`));
  });

  it("leaves numbers below zero as they are", () => {
    assert.ok(line({ score: -1.5 }).includes(",-1.5,"));
  });
});
