import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";

import { repoDir } from "../../../local/support/paths.ts";

/** Folders that hold what others wrote, or what is made. */
const foreign: ReadonlySet<string> = new Set(["node_modules", ".cache", ".git"]);

async function documents(folder = repoDir): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return foreign.has(entry.name) ? [] : documents(path);
      return entry.name.endsWith(".md") ? [path] : [];
    }),
  );
  return found.flat();
}

/** The document without its code, in which brackets are no links. */
const prose = (text: string): string => text.replace(/```[^]*?```|`[^`\n]*`/g, "");

/** Where its links lead, but for those to other hosts. */
const targets = (text: string): string[] =>
  [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target));

/** The names by which its headings are linked to, as GitHub makes them. */
const anchors = (text: string): Set<string> =>
  new Set(
    [...text.replace(/```[^]*?```/g, "").matchAll(/^#+ +(.+)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );

describe("the project's documents", () => {
  it("have no link to a file or a heading that is not there", async () => {
    const broken: string[] = [];
    let links = 0;
    for (const document of await documents()) {
      for (const target of targets(await readFile(document, "utf8"))) {
        links++;
        const [path = "", anchor] = target.split("#");
        const file = path === "" ? document : resolve(dirname(document), path);
        const there =
          existsSync(file) &&
          (anchor === undefined || anchors(await readFile(file, "utf8")).has(anchor));
        if (!there) broken.push(`${relative(repoDir, document)}: ${target}`);
      }
    }
    assert.ok(links > 100, `${links} links`);
    assert.deepEqual(broken, []);
  });
});
