import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Browser } from "playwright-core";

import { agentAnswers } from "../../monitor/test/support/agentAnswers.ts";
import { beaconAnswers, TestServer } from "../../monitor/test/support/httpServer.ts";
import { Program } from "../../monitor/test/support/program.ts";
import type { Snapshot } from "../../monitor/src/serve/snapshot.ts";
import { startBrowser, watch } from "./support/browser.ts";
import { keysOf, ready } from "./support/harness.ts";

describe("the page of the whole program", function () {
  this.timeout(120_000);
  let folder: string;
  let agent: TestServer;
  let beacon: TestServer;
  let server: Program;
  let url: string;
  let browser: Browser;

  before(async () => {
    browser = await startBrowser();
    folder = await mkdtemp(join(tmpdir(), "peer-page-"));
    agent = await TestServer.open(agentAnswers);
    beacon = await TestServer.open(beaconAnswers);
    const node = {
      name: "node-0",
      network: "devnet",
      execution: { agentUrl: agent.url },
      consensus: { beaconUrl: beacon.url },
    };
    const config = join(folder, "nodes.json");
    await writeFile(
      config,
      JSON.stringify({ nodes: [node], pollSeconds: { execution: 1, consensus: 1 } }),
    );
    server = new Program(["serve", "--config", config, "--listen", "127.0.0.1:0"]);
    url = `http://127.0.0.1:${await server.port()}`;
  });
  after(async () => {
    server.child.kill("SIGKILL");
    await browser.close();
    await agent.close();
    await beacon.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("shows what the API gives, a node going down with its reason, and its coming back, without a complaint", async () => {
    const page = await browser.newPage();
    const seen = watch(page, url);
    await page.goto(`${url}/?panel=churn`);
    await ready(page);
    await page.locator("body[data-connection=live]").waitFor();
    const { nodes } = (await (await fetch(`${url}/api/peers`)).json()) as Snapshot;
    const ids = nodes.flatMap(({ execution, consensus }) =>
      [...(execution?.peers ?? []), ...(consensus?.peers ?? [])].map(({ id }) => id),
    );
    assert.ok(ids.length >= 2);
    assert.deepEqual((await keysOf(page)).map((key) => key.split("/")[2]).sort(), ids.sort());

    await agent.close();
    await page.locator(".chip.el.down").waitFor();
    assert.match(await page.locator(".chip.el").innerText(), /last known \d+ s ago/);
    await page.locator(".event.down", { hasText: /REFUSED|connect/ }).waitFor();
    assert.match(await page.locator(".card.execution .value").innerText(), /^–$/);

    await agent.listen();
    await page.locator(".chip.el.up").waitFor({ timeout: 30_000 });
    await page.locator(".event.up").waitFor();
    assert.deepEqual(seen, { errors: [], strangers: [] });
    await page.close();
  });

  it("ends soon when it is told to, also with a reader at its stream", async () => {
    const page = await browser.newPage();
    await page.goto(url);
    await ready(page);
    // A server that waited for the stream's end would not end before the test does.
    const { code } = await server.stop();
    assert.equal(code, 0);
    await page.close();
  });
});
