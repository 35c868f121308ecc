import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { parse } from "yaml";

import { repoDir } from "../../local/support/paths.ts";
import { waitFor } from "../../local/support/wait.ts";
import type { PeerEvent } from "../../monitor/src/serve/events/event.ts";
import type { NodeStatus } from "../../monitor/src/serve/snapshot.ts";
import { startBrowser, watch, type Watch } from "../browser/support/browser.ts";
import { peersCommand, peersSnapshot } from "./clusterPeers.ts";
import { forwardPort, type ForwardedPort } from "./clusterPortForward.ts";
import { ethereum } from "./clusterStack.ts";
import {
  type Arrival,
  arrivals,
  inSnapshot,
  inTable,
  onPage,
  recordEvents,
  type Sessions,
  shortened,
  toldByClients,
} from "./shownPeers.ts";

/** The committed nodes, and the one that comes and goes. */
export const survivors = ["node-0", "node-1"] as const;
export const third = "node-2";
export const all = [...survivors, third];
export const layers = ["execution", "consensus"] as const;

/** The setting for three nodes. The third has no validators, so that the genesis stays and the chain goes on without it. */
export async function threeNodes(): Promise<string> {
  const { config } = parse(await readFile(join(repoDir, "Pulumi.dev.yaml"), "utf8")) as {
    config: { "ethnode:nodes": object[] };
  };
  return `ethnode:nodes=${JSON.stringify([...config["ethnode:nodes"], { name: third }])}`;
}

/** What the monitor says of a node. */
export async function nodeNow(name: string): Promise<NodeStatus> {
  const found = (await peersSnapshot()).nodes.find((node) => node.name === name);
  assert.ok(found !== undefined, `the monitor knows no ${name}`);
  return found;
}

/** The peer monitor's page of the running stack in a real browser. */
export class OpenPage {
  readonly url: string;
  readonly page: Page;
  readonly browser: Browser;
  /** What went wrong on it. */
  readonly seen: Watch;
  readonly #port: ForwardedPort;

  private constructor(port: ForwardedPort, browser: Browser, page: Page) {
    this.url = port.url;
    this.page = page;
    this.browser = browser;
    this.seen = watch(page, port.url);
    this.#port = port;
  }

  /** Opens it, with the events beside the peers of all nodes. */
  static async open(): Promise<OpenPage> {
    const browser = await startBrowser();
    try {
      const port = await forwardPort(ethereum, "service/peer-monitor", 8600);
      const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
      const opened = new OpenPage(port, browser, page);
      await page.goto(`${port.url}/?panel=churn`);
      await recordEvents(page);
      return opened;
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.#port[Symbol.asyncDispose]();
  }

  /** The first event that came after a moment and fits. */
  arrival(what: string, after: number, fits: (event: PeerEvent) => boolean): Promise<Arrival> {
    return waitFor(
      what,
      async () => (await arrivals(this.page)).find(({ event, at }) => at >= after && fits(event)),
      { timeout: 120_000 },
    );
  }

  /**
   * Waits until the page, the JSON and the table in the terminal have exactly what the clients themselves tell: of each node
   * that is up all others that are, and of the rest nobody.
   */
  agreement(up: readonly string[]): Promise<Sessions> {
    return waitFor(
      `page and terminal to show exactly the peers of ${up.join(", ")}`,
      async () => {
        const told = await toldByClients(up);
        for (const [key, sessions] of Object.entries(told)) {
          assert.equal(sessions.length, up.length - 1, `${key} has ${sessions.join(", ")}`);
        }
        const nobody = all
          .filter((name) => !up.includes(name))
          .flatMap((name) => layers.map((layer) => [`${name}/${layer}`, []] as const));
        const expected = { ...told, ...Object.fromEntries(nobody) };
        assert.deepEqual(inSnapshot(await peersSnapshot()), expected);
        assert.deepEqual(await onPage(this.page, all), expected);
        assert.deepEqual(inTable(await peersCommand("--level", "1"), all), shortened(expected));
        assert.deepEqual(await toldByClients(up), told, "they changed meanwhile");
        return expected;
      },
      { timeout: 180_000, interval: 500 },
    );
  }
}
