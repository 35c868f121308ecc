import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { fixtureEvents, fixtureSnapshot, type NodeOptions } from "./support/fixture.ts";
import { column, Harness, keysOf, ready, rows, shows } from "./support/harness.ts";

const ONE: NodeOptions = { name: "node-0", execution: 9, consensus: 6 };
const TWO: NodeOptions = { name: "node-1", execution: 4, consensus: 3 };

describe("the page in a browser", function () {
  this.timeout(60_000);
  const harness = new Harness();
  before(() => harness.start());
  after(() => harness.stop());
  afterEach(() => harness.finish());

  it("shows each peer that the snapshot has, and where it comes from", async () => {
    const snapshot = fixtureSnapshot([ONE]);
    const { page } = await harness.open(await harness.serve(snapshot));
    await ready(page);
    const [node] = snapshot.nodes;
    const ids = [...(node?.execution?.peers ?? []), ...(node?.consensus?.peers ?? [])];
    const keys = await keysOf(page);
    assert.deepEqual(keys.map((key) => key.split("/")[2]).sort(), ids.map(({ id }) => id).sort());
    assert.match(await page.locator(".chip.el").innerText(), /up[\s\S]*9 peers/);
    assert.match(await page.locator(".chip.cl").innerText(), /up[\s\S]*6 peers/);
    assert.match(await page.locator(".scoreValue").innerText(), /^\d+$/);
    assert.equal(await page.locator(".card").count(), 6);
    assert.match(await page.locator("#footer").innerText(), /Natural Earth/);
  });

  it("filters as one types, keeps the filter in the address, and shows it again from there", async () => {
    const { page, server } = await harness.open(await harness.serve(fixtureSnapshot([ONE])));
    await ready(page);
    await page.locator("#filter").fill("layer:cl dir:in");
    await shows("no peer of Geth's", page.locator("#peers td.c-layer.execution"), 0);
    const shown = await rows(page).count();
    assert.ok(shown > 0 && shown < 15);
    assert.ok((await column(page, "dir")).every((text) => text.includes("in")));
    assert.match(page.url(), /q=layer%3Acl\+dir%3Ain/);
    assert.match(await page.locator("#filterNote").innerText(), new RegExp(`${shown} of 15 peers`));
    await page.goto(server.url + new URL(page.url()).search);
    await ready(page);
    assert.equal(await page.locator("#filter").inputValue(), "layer:cl dir:in");
    assert.equal(await rows(page).count(), shown);
  });

  it("filters by a press on a bar, and no more by another", async () => {
    const { page } = await harness.open(await harness.serve(fixtureSnapshot([ONE])));
    await ready(page);
    const bar = page.locator("#panel button.bar", { hasText: "geth" }).first();
    const count = Number(await bar.locator(".barCount").innerText());
    await bar.click();
    await shows("the bar's peers", rows(page), count);
    assert.ok((await column(page, "client")).every((text) => text === "geth"));
    await bar.click();
    await shows("all peers again", rows(page), 15);
  });

  it("sorts by each column, one way and the other", async () => {
    const { page } = await harness.open(await harness.serve(fixtureSnapshot([ONE])));
    await ready(page);
    const header = page.locator("#peers th.c-client");
    await header.locator("button").click();
    await page.locator("th.c-client[aria-sort=ascending]").waitFor();
    const up = (await column(page, "client")).map((text) => text.replace("≈ ", ""));
    assert.deepEqual(up, [...up].sort());
    await header.locator("button").click();
    await page.locator("th.c-client[aria-sort=descending]").waitFor();
    const down = (await column(page, "client")).map((text) => text.replace("≈ ", ""));
    assert.deepEqual(down, [...up].reverse());
    assert.match(page.url(), /sort=-client/);
  });

  it("shows the columns that are chosen", async () => {
    const { page } = await harness.open(await harness.serve(fixtureSnapshot([ONE])));
    await ready(page);
    await page.locator(".menu summary", { hasText: "Columns" }).click();
    await page.locator(".menu label", { hasText: /^Id$/ }).locator("input").check();
    await page.locator("#peers th.c-id").waitFor();
    await page
      .locator(".menu label", { hasText: /^Country$/ })
      .locator("input")
      .uncheck();
    await page.locator("#peers th.c-country").waitFor({ state: "detached" });
    assert.match(page.url(), /columns=/);
  });

  it("opens a peer with all that is known, its raw JSON, and a place of its own in the address", async () => {
    const snapshot = fixtureSnapshot([ONE]);
    const { page } = await harness.open(await harness.serve(snapshot));
    await ready(page);
    const row = rows(page).first();
    const key = (await row.getAttribute("data-key")) ?? "";
    await row.click();
    const drawer = page.locator("#drawer");
    await drawer.locator("h2").waitFor();
    const id = key.split("/")[2] ?? "";
    assert.ok((await drawer.innerText()).includes(id));
    await drawer.locator("summary", { hasText: "Raw JSON" }).click();
    const raw = JSON.parse(await drawer.locator("pre").innerText()) as { id: string };
    assert.equal(raw.id, id);
    assert.ok(page.url().includes("peer="));
    assert.equal(await drawer.locator("[data-do=action]").count(), 0);
    await page.goBack();
    await page.locator("#drawer[open]").waitFor({ state: "detached" });
    assert.ok(!page.url().includes("peer="));
  });

  it("offers actions only to who may, asks first what they would do, and then for a word", async () => {
    const server = await harness.serve(fixtureSnapshot([{ ...ONE, consensus: 0 }]));
    server.session = { role: "admin", actions: ["remove"], history: false };
    const { page } = await harness.open(server);
    await ready(page);
    await rows(page).first().click();
    const questions: string[] = [];
    page.on("dialog", (dialog) => {
      questions.push(dialog.message());
      void dialog.accept();
    });
    await page.locator("#drawer [data-do=action]").click();
    await page.locator("#toast", { hasText: "Done." }).waitFor();
    assert.match(questions[0] ?? "", /Would disconnect it/);
    const [plan, done] = server.acted as { action: string; dryRun: boolean; enode: string }[];
    assert.equal(plan?.dryRun, true);
    assert.equal(done?.dryRun, false);
    assert.equal(done.action, "remove");
    assert.match(done.enode, /^enode:/);
  });

  it("shows what is new without being asked, by the stream", async () => {
    const { page, server } = await harness.open(await harness.serve(fixtureSnapshot([ONE])));
    await ready(page);
    await page.locator("body[data-connection=live]").waitFor();
    await rows(page).first().focus();
    const focused = await rows(page).first().getAttribute("data-key");
    server.snapshot = fixtureSnapshot([{ ...ONE, change: (peers) => peers.slice(0, 5) }]);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    server.push();
    await page.locator(".card.execution .value", { hasText: /^5$/ }).waitFor();
    assert.deepEqual(asked, []);
    assert.equal(await rows(page).count(), 11);
    const still = await page.evaluate(
      "document.activeElement.dataset.key ?? document.activeElement.id",
    );
    assert.ok(still === focused || still === "peers", String(still));
  });

  it("tells of a drop with its reason as it comes", async () => {
    const { page, server } = await harness.open(
      await harness.serve(fixtureSnapshot([ONE])),
      "/?panel=churn",
    );
    await ready(page);
    await page.locator("body[data-connection=live]").waitFor();
    const [event] = fixtureEvents("node-0", 1);
    assert.ok(event !== undefined);
    server.emit({
      ...event,
      seq: 7,
      at: new Date().toISOString(),
      kind: "leave",
      reason: "too many peers",
    });
    const line = page.locator(".event.leave");
    await line.waitFor();
    assert.match(await line.innerText(), /too many peers/);
  });

  it("asks again and again where there is no stream", async () => {
    const server = await harness.serve(fixtureSnapshot([ONE]));
    server.streaming = false;
    const { page, seen } = await harness.open(server);
    await ready(page);
    await page.locator("body[data-connection=polling]").waitFor();
    server.snapshot = fixtureSnapshot([{ ...ONE, change: (peers) => peers.slice(0, 2) }]);
    await page.locator(".card.execution .value", { hasText: /^2$/ }).waitFor();
    // The browser itself notes that there was no stream.
    seen.errors.splice(0);
  });

  it("has the nodes and the fleet as places to go to", async () => {
    const { page } = await harness.open(await harness.serve(fixtureSnapshot([ONE, TWO])));
    await ready(page);
    assert.equal(await page.locator(".fleetNode").count(), 2);
    assert.ok(await page.locator("#peers th.c-node").isVisible());
    await page.locator("#tabs .tab", { hasText: "node-1" }).click();
    await page.locator(".chip.el").waitFor();
    assert.equal(await rows(page).count(), 7);
    assert.match(page.url(), /node=node-1/);
    await page.goBack();
    await page.locator(".fleetNode").first().waitFor();
  });

  it("exports what is shown, as it is sorted", async () => {
    const { page } = await harness.open(
      await harness.serve(fixtureSnapshot([ONE])),
      "/?q=layer%3Ael&sort=client",
    );
    await ready(page);
    await page.locator(".menu summary", { hasText: "Export" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator("[data-do=export][data-value=csv]").click(),
    ]);
    assert.equal(download.suggestedFilename(), "peers-fleet.csv");
    const lines = (await readFile(await download.path(), "utf8")).trim().split("\r\n");
    assert.equal(lines.length, 10);
    assert.deepEqual(
      lines.slice(1).map((line) => line.split(",")[4]),
      await column(page, "client"),
    );
  });
});
