import assert from "node:assert/strict";

import { fixtureSnapshot } from "./support/fixture.ts";
import { Harness, ready, rows } from "./support/harness.ts";

/** Twice what the issue wants of its machine, as a test's machine may be busy; the figure is printed. */
const GENEROUS_MS = 2000;

describe("the page with 2,000 peers", function () {
  this.timeout(120_000);
  const harness = new Harness();
  before(() => harness.start());
  after(() => harness.stop());
  afterEach(() => harness.finish());

  it("can be used soon, and stays quick", async () => {
    const server = await harness.serve(
      fixtureSnapshot([{ name: "node-0", execution: 1000, consensus: 1000 }]),
    );
    const { page } = await harness.open(server);
    await ready(page);
    // Once more, so that what is measured is the page and not the first start of a browser.
    await page.reload({ waitUntil: "commit" });
    await ready(page);
    const interactive = await page.evaluate<number>(
      "performance.getEntriesByName('peers-shown')[0].startTime",
    );
    assert.match(await page.locator("#filterNote").innerText(), /2,000 peers/);
    assert.ok((await rows(page).count()) < 80, "not all rows are in the document");
    const filtering = await page.evaluate<number>(`new Promise((resolve) => {
      const box = document.getElementById("filter");
      const start = performance.now();
      box.value = "client:geth dir:in";
      box.dispatchEvent(new Event("input", { bubbles: true }));
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
    })`);
    const sorting = await page.evaluate<number>(`new Promise((resolve) => {
      const start = performance.now();
      document.querySelector("#peers th.c-client button").click();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
    })`);
    console.log(
      `      interactive after ${Math.round(interactive)} ms, filtered in ${Math.round(filtering)} ms, sorted in ${Math.round(sorting)} ms`,
    );
    assert.ok(interactive < GENEROUS_MS, `interactive after ${interactive} ms`);
    assert.ok(filtering < 500, `filtered in ${filtering} ms`);
    assert.ok(sorting < 500, `sorted in ${sorting} ms`);
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
