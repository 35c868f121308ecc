import assert from "node:assert/strict";

import { fixtureSnapshot } from "./support/fixture.ts";
import { Harness, keysOf, ready, rows } from "./support/harness.ts";

describe("the page with 2,000 peers", function () {
  this.timeout(120_000);
  const harness = new Harness();
  before(() => harness.start());
  after(() => harness.stop());
  afterEach(() => harness.finish());

  // How quick it is, is measured by tests/bench/page.ts.
  it("has few rows in the document, and filters and sorts all of them", async () => {
    const snapshot = fixtureSnapshot([{ name: "node-0", execution: 1000, consensus: 1000 }]);
    const { page } = await harness.open(await harness.serve(snapshot));
    await ready(page);
    assert.match(await page.locator("#filterNote").innerText(), /2,000 peers/);
    assert.ok((await rows(page).count()) < 80, "not all rows are in the document");
    const passing = (snapshot.nodes[0]?.execution?.peers ?? []).filter(
      ({ client, direction }) => client.kind === "geth" && direction === "inbound",
    );
    await page.locator("#filter").fill("layer:el client:geth dir:in");
    await page.locator("#filterNote", { hasText: `${passing.length} of 2,000 peers` }).waitFor();
    await page.locator("#peers th.c-version button").click();
    await page.locator("th.c-version[aria-sort]").waitFor();
    const [first] = await keysOf(page);
    assert.ok(passing.some(({ id }) => first === `node-0/execution/${id}`));
    assert.ok((await rows(page).count()) < 80);
  });

  it("shows the last of them to who scrolls there", async () => {
    const server = await harness.serve(
      fixtureSnapshot([{ name: "node-0", execution: 1000, consensus: 1000 }]),
    );
    const { page } = await harness.open(server);
    await ready(page);
    await page.evaluate("document.getElementById('peers').scrollTop = 1e9");
    await page.locator("tr[aria-rowindex='2001']").waitFor();
    assert.ok(await page.locator("tr[aria-rowindex='2001']").isVisible());
  });
});
