import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";

import { run } from "../../../local/support/command.ts";
import { repoDir } from "../../../local/support/paths.ts";

/** Every document of the project, also one that is not committed yet. */
async function documents(): Promise<string[]> {
  const which = ["--cached", "--others", "--exclude-standard", "--", "*.md"];
  const listed = await run("git", ["ls-files", ...which], { cwd: repoDir });
  return listed
    .split("\n")
    .filter((path) => path !== "")
    .map((path) => join(repoDir, path));
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
