import { startBrowser } from "../browser/support/browser.ts";
import { fixtureSnapshot } from "../browser/support/fixture.ts";
import { ready } from "../browser/support/harness.ts";
import { startPageServer } from "../browser/support/pageServer.ts";

/** How quick the peer monitor's page is with 2,000 peers, in milliseconds. */
export interface PageFigures {
  /** From the navigation until the peers are drawn and the page takes input. */
  readonly interactive: number;
  /** From a change of the filter until what passes is drawn. */
  readonly filtered: number;
  readonly sorted: number;
}

const filter = `new Promise((resolve) => {
  const box = document.getElementById("filter");
  const start = performance.now();
  box.value = "client:geth dir:in";
  box.dispatchEvent(new Event("input", { bubbles: true }));
  requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
})`;

const sort = `new Promise((resolve) => {
  const start = performance.now();
  document.querySelector("#peers th.c-client button").click();
  requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
})`;

/** Opens the page of 1,000 peers on each layer in a real Chromium, five times; the median of each figure. */
export async function measurePage(): Promise<PageFigures> {
  const server = await startPageServer(
    fixtureSnapshot([{ name: "node-0", execution: 1000, consensus: 1000 }]),
  );
  const browser = await startBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
    // Once before, so that what is measured is the page and not the first start of a browser.
    await page.goto(server.url);
    await ready(page);
    const runs: PageFigures[] = [];
    for (let run = 0; run < 5; run++) {
      await page.goto(server.url, { waitUntil: "commit" });
      await ready(page);
      const interactive = await page.evaluate<number>(
        "performance.getEntriesByName('peers-shown')[0].startTime",
      );
      const filtered = await page.evaluate<number>(filter);
      runs.push({ interactive, filtered, sorted: await page.evaluate<number>(sort) });
    }
    const median = (key: keyof PageFigures): number =>
      runs.map((run) => run[key]).toSorted((a, b) => a - b)[2] ?? NaN;
    return {
      interactive: median("interactive"),
      filtered: median("filtered"),
      sorted: median("sorted"),
    };
  } finally {
    await browser.close();
    await server.close();
  }
}
