import { mkdir } from "node:fs/promises";

import type { Page } from "playwright-core";

import { startBrowser } from "./support/browser.ts";
import { fixtureEvents, fixtureHistory, fixtureSnapshot } from "./support/fixture.ts";
import { ready, rows } from "./support/harness.ts";
import { startPageServer } from "./support/pageServer.ts";

// Writes docs/screenshots: node tests/browser/screenshots.ts

/** One picture: of what, how wide, and what to do before it is taken. */
interface Shot {
  readonly name: string;
  readonly path: string;
  readonly size: readonly [number, number];
  readonly dark?: true;
  readonly act?: (page: Page) => Promise<void>;
}

const WIDE = [1440, 900] as const;
const PHONE = [360, 740] as const;

const open = async (page: Page): Promise<void> => {
  await rows(page).nth(2).click();
  await page.locator("#drawer[open]").waitFor();
};

const SHOTS: readonly Shot[] = [
  { name: "fleet", path: "/", size: WIDE },
  { name: "node", path: "/?node=mainnet-0", size: WIDE },
  { name: "node-dark", path: "/?node=mainnet-0&panel=churn", size: WIDE, dark: true },
  { name: "custody", path: "/?node=mainnet-0&panel=custody&q=layer%3Acl", size: WIDE, dark: true },
  { name: "map", path: "/?node=mainnet-0&panel=map", size: WIDE },
  { name: "down", path: "/?node=mainnet-2", size: WIDE },
  { name: "peer", path: "/?node=mainnet-0", size: WIDE, act: open },
  { name: "phone", path: "/?node=mainnet-0", size: PHONE },
  {
    name: "phone-peers",
    path: "/?node=mainnet-0",
    size: PHONE,
    dark: true,
    act: (page) => page.locator("#peers").scrollIntoViewIfNeeded(),
  },
];

const folder = new URL("../../docs/screenshots/", import.meta.url);
await mkdir(folder, { recursive: true });
const now = Date.now();
const server = await startPageServer(
  fixtureSnapshot(
    [
      { name: "mainnet-0", execution: 47, consensus: 66 },
      { name: "mainnet-1", execution: 31, consensus: 58 },
      { name: "mainnet-2", execution: 44, consensus: 70, executionState: "down" },
    ],
    now,
  ),
);
server.events = fixtureEvents("mainnet-0", 70, now);
const browser = await startBrowser();
for (const { name, path, size, dark, act } of SHOTS) {
  const [width, height] = size;
  const totals =
    path === "/" ? { execution: 78, consensus: 194 } : { execution: 47, consensus: 66 };
  server.points = fixtureHistory(totals, now);
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme: dark === true ? "dark" : "light",
    reducedMotion: "reduce",
  });
  await page.goto(server.url + path);
  await ready(page);
  await act?.(page);
  // The history and the map come a moment after the peers.
  await page.waitForTimeout(500);
  await page.screenshot({ path: new URL(`${name}.png`, folder).pathname });
  await page.close();
}
await browser.close();
await server.close();
