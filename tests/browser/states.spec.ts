import assert from "node:assert/strict";

import { cleanText } from "../../monitor/src/peers/text.ts";
import { fixtureSnapshot, type NodeOptions } from "./support/fixture.ts";
import { Harness, ready, rows, violations } from "./support/harness.ts";

const ONE: NodeOptions = { name: "node-0", execution: 9, consensus: 6 };

/** Names that try to be more than a name. */
const HOSTILE = [
  `<img src=x onerror="document.title='owned'">`,
  `"><script>document.title='owned'</script>`,
  "javascript:alert(1)",
  "{{constructor.constructor('return 1')()}}",
  "\u001b[2J\u202Egnp.exe",
  "A".repeat(5000),
  `' style='position:fixed;inset:0`,
  "</td></tr></table>",
  "Geth/v1.0.0<b>bold</b>/linux",
];

describe("the page when not all is well", function () {
  this.timeout(60_000);
  const harness = new Harness();
  before(() => harness.start());
  after(() => harness.stop());
  afterEach(() => harness.finish());

  it("shows hostile names as the text that they are", async () => {
    const server = await harness.serve(
      fixtureSnapshot([
        {
          ...ONE,
          execution: HOSTILE.length,
          consensus: 0,
          change: (peers) =>
            peers.map((peer, index) => {
              const raw = HOSTILE[index] ?? "";
              const organisation = raw;
              const location = { country: "DE", asn: 1, organisation };
              return { ...peer, location, client: { ...peer.client, raw, version: raw } };
            }),
        },
      ]),
    );
    const { page } = await harness.open(server);
    await ready(page);
    assert.equal(await rows(page).count(), HOSTILE.length);
    for (const panel of ["concentration", "diversity"]) {
      await page.locator(`#tab-${panel}`).click();
      await page.locator(`#tab-${panel}[aria-selected=true]`).waitFor();
    }
    for (let index = 0; index < HOSTILE.length; index++) {
      await rows(page).nth(index).click();
      await page.locator("#drawer[open]").waitFor();
      await page.keyboard.press("Escape");
    }
    const strange = await page
      .locator("body :is(script:not([src]), img[onerror], b b, [style]):not(head *)")
      .count();
    assert.equal(strange, 0);
    assert.match(await page.title(), /Peer monitor$/);
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 1440);
    assert.ok(cleanText(HOSTILE[4] ?? "").length < (HOSTILE[4] ?? "").length);
  });

  it("has shapes of what is to come while it waits, and says so", async () => {
    const server = await harness.serve(null);
    const { page, seen } = await harness.open(server);
    await page.locator(".skeleton").waitFor();
    await page.locator(".message.bad", { hasText: "does not answer" }).waitFor();
    assert.deepEqual(await violations(page), []);
    server.snapshot = fixtureSnapshot([ONE]);
    server.push();
    await ready(page);
    await page.locator(".skeleton").waitFor({ state: "detached" });
    // The browser itself notes the failed answers.
    seen.errors.splice(0);
  });

  it("says of a node that is down what was, and shows none of its peers", async () => {
    const snapshot = fixtureSnapshot([{ ...ONE, executionState: "down", consensusState: "down" }]);
    const { page } = await harness.open(await harness.serve(snapshot));
    const chip = page.locator(".chip.el");
    await chip.waitFor();
    assert.match(
      await chip.innerText(),
      /down[\s\S]*last known 1 min ago[\s\S]*9 peers when last seen/,
    );
    assert.match(await chip.innerText(), /ECONNREFUSED/);
    assert.equal(await rows(page).count(), 0);
    assert.match(await page.locator("#peers").innerText(), /not known now/);
    assert.match(await page.locator(".card.execution .value").innerText(), /^–$/);
    assert.match(await page.locator(".scoreBand").innerText(), /Critical/);
  });

  it("says what is missing where only a part is known", async () => {
    const snapshot = fixtureSnapshot([{ ...ONE, executionState: "down" }]);
    const { page } = await harness.open(await harness.serve(snapshot));
    await ready(page);
    assert.match(await page.locator("#filterNote").innerText(), /Not all is here: node-0 EL down/);
    assert.equal(await rows(page).count(), 6);
  });

  it("says of a node that was not asked yet that nothing is known, without a score", async () => {
    const snapshot = fixtureSnapshot([
      { ...ONE, executionState: "starting", consensusState: "starting" },
    ]);
    const { page } = await harness.open(await harness.serve(snapshot));
    await page.locator(".scoreValue", { hasText: /^–$/ }).waitFor();
    assert.match(await page.locator("#peers").innerText(), /Not asked yet/);
    assert.match(await page.locator(".chip.el").innerText(), /no data yet/);
  });

  it("tells no peers from a filter that none passes, and an unknown node from both", async () => {
    const server = await harness.serve(fixtureSnapshot([{ ...ONE, execution: 0, consensus: 0 }]));
    const { page } = await harness.open(server);
    await page.locator("#peers", { hasText: "connected to none" }).waitFor();
    server.snapshot = fixtureSnapshot([ONE]);
    await page.goto(`${server.url}/?q=client%3Aerigonx`);
    await page.locator("#peers", { hasText: "No peer passes the filter" }).waitFor();
    await page.locator("[data-do=clear]").click();
    await ready(page);
    await page.goto(`${server.url}/?node=nobody`);
    await page.locator("#peers", { hasText: "There is no node “nobody”" }).waitFor();
  });

  it("says how old all is when the server is gone, and comes back by itself", async () => {
    const server = await harness.serve(fixtureSnapshot([ONE]));
    const { page, seen } = await harness.open(server);
    await ready(page);
    await page.context().setOffline(true);
    server.streaming = false;
    await server.close();
    await page.locator(".message.bad", { hasText: "does not answer" }).waitFor({ timeout: 30_000 });
    assert.match(await page.locator(".message.bad").innerText(), /What you see is \d+ s old/);
    assert.equal(await rows(page).count(), 15);
    seen.errors.splice(0);
  });

  it("asks for a token when the server does, and goes on with the right one", async () => {
    const server = await harness.serve(fixtureSnapshot([ONE]));
    server.token = "right";
    const { page, seen } = await harness.open(server);
    await page.locator("#token").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.locator("#token").fill("wrong");
    await page.keyboard.press("Enter");
    await page.locator(".wrong").waitFor();
    await page.locator("#token").fill("right");
    await page.keyboard.press("Enter");
    await ready(page);
    assert.equal(await page.locator("#token").count(), 0);
    // The browser itself notes the refusals.
    seen.errors.splice(0);
  });

  it("marks data that are late", async () => {
    const snapshot = fixtureSnapshot([ONE], Date.now());
    const server = await harness.serve({
      ...snapshot,
      generatedAt: new Date(Date.now() + 40_000).toISOString(),
    });
    const { page } = await harness.open(server);
    await page.locator(".chip.el .age.late").waitFor();
    assert.match(await page.locator(".chip.el .age").innerText(), /4\d s ago/);
  });
});
