import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";

import { stripTypes } from "./strip.ts";

/** One file of the page, ready to be sent. */
export interface Asset {
  readonly type: string;
  readonly body: string;
  /** Changes with the content: a browser that has it is told so. */
  readonly etag: string;
}

/** The page and its files by name, such as `main.ts`. */
export interface Assets {
  readonly page: Asset;
  readonly files: ReadonlyMap<string, Asset>;
}

const PAGE = new URL("page/", import.meta.url);
/** Drawn from free data when the map was made; the page works without them. */
const DRAWN = new URL("./", import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  ts: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  json: "application/json",
};

const extension = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

function asset(type: string, body: string): Asset {
  const hash = createHash("sha256").update(body).digest("base64url").slice(0, 22);
  return { type, body, etag: `"${hash}"` };
}

async function readAll(folder: URL, kinds: readonly string[]): Promise<Record<string, string>> {
  const names = (await readdir(folder)).filter((name) => kinds.includes(extension(name))).sort();
  const texts = names.map(async (name) => [name, await readFile(new URL(name, folder), "utf8")]);
  return Object.fromEntries(await Promise.all(texts)) as Record<string, string>;
}

/**
 * Lets the browser fetch all modules at once and not one after the other as it finds them, and tells the page whether
 * there is a map: to ask in vain is an error in the browser's console.
 */
function fillIn(html: string, modules: readonly string[], map: boolean): string {
  const links = modules.map((name) => `<link rel="modulepreload" href="/assets/${name}" />`);
  return html
    .replace("<!-- modules -->", links.join("\n    "))
    .replace('data-map="no"', `data-map="${map ? "yes" : "no"}"`);
}

/** Reads the page's files and makes JavaScript of its TypeScript. */
export async function loadAssets(): Promise<Assets> {
  const scripts = await stripTypes(await readAll(PAGE, ["ts"]));
  const others = { ...(await readAll(PAGE, ["css", "svg"])), ...(await readDrawn()) };
  const files = Object.entries({ ...scripts, ...others }).map(
    ([name, body]) => [name, asset(TYPES[extension(name)] ?? "text/plain", body)] as const,
  );
  const html = await readFile(new URL("page.html", PAGE), "utf8");
  const modules = Object.keys(scripts).filter((name) => name !== "earlyTheme.ts");
  const map = "map.svg" in others && "centroids.json" in others;
  return {
    page: asset("text/html; charset=utf-8", fillIn(html, modules, map)),
    files: new Map(files),
  };
}

const readDrawn = (): Promise<Record<string, string>> => readAll(DRAWN, ["svg", "json"]);

/** Reads the files when they are first asked for, and keeps them; after a failure the next one tries again. */
export function createAssets(): () => Promise<Assets> {
  let loading: Promise<Assets> | null = null;
  return () =>
    (loading ??= loadAssets().catch((error: unknown) => {
      loading = null;
      throw error;
    }));
}
