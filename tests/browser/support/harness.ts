import assert from "node:assert/strict";

import axe from "axe-core";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";

import { waitFor } from "../../../local/support/wait.ts";
import type { Snapshot } from "../../../monitor/src/serve/snapshot.ts";
import { startBrowser, type Watch, watch } from "./browser.ts";
import { type PageServer, startPageServer } from "./pageServer.ts";

/** A page that is open, its server, and what it did wrong. */
export interface Opened {
  readonly page: Page;
  readonly server: PageServer;
  readonly seen: Watch;
}

/** One browser for all tests of a file, and a server and a page for each test. */
export class Harness {
  #browser: Browser | null = null;
  #opened: Opened[] = [];

  async start(): Promise<void> {
    this.#browser = await startBrowser();
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
  }

  /** A server that answers with the snapshot; null: it has none yet. */
  serve(snapshot: Snapshot | null): Promise<PageServer> {
    return startPageServer(snapshot);
  }

  /** Opens the page in a context of its own. */
  async open(server: PageServer, path = "/", options: BrowserContextOptions = {}): Promise<Opened> {
    assert.ok(this.#browser !== null);
    const context = await this.#browser.newContext({
      viewport: { width: 1440, height: 1000 },
      // Quick and the same each time; one test asks for the motion.
      reducedMotion: "reduce",
      ...options,
    });
    const page = await context.newPage();
    const opened = { page, server, seen: watch(page, server.url) };
    this.#opened.push(opened);
    await page.goto(server.url + path);
    return opened;
  }

  /** Closes what the test opened. No page may have complained, or talked to another host. */
  async finish(): Promise<void> {
    const opened = this.#opened;
    this.#opened = [];
    for (const { page, server } of opened) {
      await page.context().close();
      await server.close();
    }
    for (const { seen } of opened) assert.deepEqual(seen, { errors: [], strangers: [] });
  }
}

/** Rows of peers that are drawn now. */
export const rows = (page: Page) => page.locator("#peers tr[data-do=open]");

/** The texts of one column, as they stand from the top. */
export const column = (page: Page, id: string): Promise<string[]> =>
  page.locator(`#peers td.c-${id}`).allTextContents();

/** Which peers are drawn: `node/layer/id` each. */
export const keysOf = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(
    `Array.from(document.querySelectorAll("#peers tr[data-do=open]"), (row) => row.dataset.key)`,
  );

/** Waits until the peers are there. */
export const ready = (page: Page): Promise<void> => rows(page).first().waitFor();

/**
 * Waits until something is so. It is asked from here: what Playwright's `waitForFunction` asks in the page a second time, the
 * page's Content-Security-Policy refuses.
 */
export const soon = (what: string, look: () => Promise<boolean>): Promise<boolean> =>
  waitFor(what, look, { timeout: 10_000, interval: 20 });

/** Waits until so many of something are shown. */
export const shows = (what: string, shown: Locator, count: number): Promise<boolean> =>
  soon(what, async () => (await shown.count()) === count);

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[];
}

/** What axe finds that is serious or worse, a line each. */
export async function violations(page: Page): Promise<string[]> {
  // Not as a script of the page, which the page's policy forbids.
  await page.evaluate(axe.source);
  const found = await page.evaluate<Violation[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map(({ target, failureSummary }) => `${JSON.stringify(target)} ${failureSummary ?? ""}`)
          .join("; ")}`,
    );
}
