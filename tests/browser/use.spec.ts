import assert from "node:assert/strict";

import { fixtureEvents, fixtureSnapshot, type NodeOptions } from "./support/fixture.ts";
import { Harness, ready, rows, soon, violations } from "./support/harness.ts";

const ONE: NodeOptions = { name: "node-0", execution: 40, consensus: 30 };
const PHONE = { viewport: { width: 360, height: 740 } };

describe("the page for all who use it", function () {
  this.timeout(60_000);
  const harness = new Harness();
  before(() => harness.start());
  after(() => harness.stop());
  afterEach(() => harness.finish());

  it("works by keys alone", async () => {
    const { page } = await harness.open(await harness.serve(fixtureSnapshot([ONE])));
    await ready(page);
    const focus = (): Promise<string> =>
      page.evaluate("document.activeElement.dataset.key ?? document.activeElement.id");
    await page.keyboard.press("/");
    assert.equal(await focus(), "filter");
    await page.keyboard.type("layer:el");
    await page.keyboard.press("ArrowDown");
    const first = await focus();
    assert.match(first, /^node-0\/execution\//);
    await page.keyboard.press("ArrowDown");
    const second = await focus();
    assert.notEqual(second, first);
    await page.keyboard.press("End");
    assert.notEqual(await focus(), second);
    await page.keyboard.press("Home");
    assert.equal(await focus(), first);
    await page.keyboard.press("Enter");
    await page.locator("#drawer[open]").waitFor();
    // The focus stays within the drawer, however often one goes on.
    for (let press = 0; press < 12; press++) {
      await page.keyboard.press("Tab");
      assert.ok(
        await page.evaluate(
          "document.activeElement === document.body || document.activeElement.closest('#drawer') !== null",
        ),
      );
    }
    await page.keyboard.press("Escape");
    await page.locator("#drawer[open]").waitFor({ state: "detached" });
    assert.equal(await focus(), first);
    await page.keyboard.press("Escape");
    await soon("an empty filter", async () => (await page.locator("#filter").inputValue()) === "");
    await page.keyboard.press("?");
    await page.locator("#help[open]").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("#help[open]").waitFor({ state: "detached" });
  });

  it("moves between its panels by arrows", async () => {
    const { page } = await harness.open(await harness.serve(fixtureSnapshot([ONE])));
    await ready(page);
    await page.locator("#tab-diversity").focus();
    await page.keyboard.press("ArrowLeft");
    await page.locator("#tab-churn[aria-selected=true]").waitFor();
    await page.keyboard.press("ArrowRight");
    await page.locator("#tab-diversity[aria-selected=true]").waitFor();
  });

  it("is not wider than a phone, and shows the same there", async () => {
    const { page } = await harness.open(await harness.serve(fixtureSnapshot([ONE])), "/", PHONE);
    await ready(page);
    const wide = await page.evaluate("document.documentElement.scrollWidth");
    assert.equal(wide, 360);
    const row = rows(page).first();
    await row.scrollIntoViewIfNeeded();
    const box = await row.boundingBox();
    assert.ok(box !== null && box.width <= 360 && box.height >= 44, JSON.stringify(box));
    await row.click();
    await page.locator("#drawer[open]").waitFor();
    assert.equal(await page.evaluate("document.getElementById('drawer').scrollWidth <= 360"), true);
    assert.deepEqual(await violations(page), []);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`has no serious fault that axe finds, ${colorScheme}, on any panel and in the drawer`, async () => {
      const server = await harness.serve(
        fixtureSnapshot([ONE, { ...ONE, name: "node-1", executionState: "down" }]),
      );
      server.events = fixtureEvents("node-0", 20);
      const { page } = await harness.open(server, "/?node=node-0", { colorScheme });
      await ready(page);
      for (const panel of ["diversity", "map", "concentration", "custody", "churn"]) {
        await page.locator(`#tab-${panel}`).click();
        assert.deepEqual(await violations(page), [], panel);
      }
      await rows(page).first().click();
      await page.locator("#drawer[open]").waitFor();
      assert.deepEqual(await violations(page), [], "drawer");
      await page.goto(`${server.url}/?node=node-1`);
      await ready(page);
      assert.deepEqual(await violations(page), [], "a node that is down");
      await page.goto(server.url);
      await ready(page);
      assert.deepEqual(await violations(page), [], "fleet");
    });
  }

  it("is dark when the system is, and as the reader says from then on", async () => {
    const ground = "getComputedStyle(document.documentElement).backgroundColor";
    const server = await harness.serve(fixtureSnapshot([ONE]));
    const { page } = await harness.open(server, "/", { colorScheme: "dark" });
    await ready(page);
    const dark = await page.evaluate(ground);
    await page.locator("[data-do=theme]").click();
    const light = await page.evaluate(ground);
    assert.notEqual(light, dark);
    await page.reload();
    await ready(page);
    assert.equal(await page.evaluate(ground), light);
  });

  it("moves nothing for who wants no motion", async () => {
    const { page } = await harness.open(await harness.serve(fixtureSnapshot([ONE])));
    await ready(page);
    await rows(page).first().click();
    await page.locator("#drawer[open]").waitFor();
    assert.equal(
      await page.evaluate("getComputedStyle(document.getElementById('drawer')).animationName"),
      "none",
    );
  });
});
