import { existsSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";

/** Debian's browser; another one is named by CHROMIUM. */
const PROGRAM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** The browser must talk to the page's server and to nobody else, neither for its maker nor for a better protocol. */
const ARGS = [
  // It has no sandbox of its own: the tests run as root, and open no page but their own.
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the browser, with a profile that is made for it and goes with it. */
export function startBrowser(): Promise<Browser> {
  if (!existsSync(PROGRAM)) {
    throw new Error(`${PROGRAM} is missing: apt-get install chromium, or name one in CHROMIUM`);
  }
  return chromium.launch({ executablePath: PROGRAM, args: ARGS });
}

/** What went wrong on a page that should have been quiet. */
export interface Watch {
  /** Errors in the console, and scripts that failed. */
  readonly errors: string[];
  /** Requests to anything but the server of the page. */
  readonly strangers: string[];
}

/** Notes the errors of a page and whom it talks to. */
export function watch(page: Page, origin: string): Watch {
  const found: Watch = { errors: [], strangers: [] };
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      found.errors.push(message.text());
    }
  });
  page.on("pageerror", (error) => found.errors.push(error.message));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith("data:") && !url.startsWith("blob:")) {
      found.strangers.push(url);
    }
  });
  return found;
}
