import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { runUnchecked } from "../../../local/support/command.ts";
import { writeBoards } from "../../../local/dashboards.ts";
import { asking, boardFiles } from "../../support/boards.ts";

const repo = join(import.meta.dirname, "../../..");
const sdk = "@grafana/grafana-foundation-sdk";

/**
 * JSON has an enum's values where the SDK's types have its names, and the queries are Prometheus', which the type of a panel
 * cannot know.
 */
const plain = `
type Fields<T> = { [K in keyof T]: Plain<T[K]> };
type Query = Omit<prometheus.Dataquery, "_implementsDataqueryVariant">;
type Plain<T> = T extends string ? \`\${T}\`
  : T extends { _implementsDataqueryVariant: unknown } ? Fields<Query>
  : T extends object ? Fields<T> : T;`;

describe("the boards' files", function () {
  this.timeout(120_000);
  let folder = "";
  before(() => {
    // Inside the repository, where the compiler finds the SDK.
    mkdirSync(join(repo, ".cache"), { recursive: true });
    folder = mkdtempSync(join(repo, ".cache/boards-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  async function compile(name: string, statements: readonly string[]): Promise<string> {
    const imports = ["dashboard", "prometheus", "stat", "table", "timeseries"].map(
      (part) => `import type * as ${part} from "${sdk}/${part}";`,
    );
    const file = join(folder, `${name}.ts`);
    writeFileSync(file, [...imports, plain, ...statements].join("\n"));
    const options = [
      "--noEmit",
      "--strict",
      "--skipLibCheck",
      "--module",
      "nodenext",
      "--target",
      "es2024",
      "--types",
      "node",
      "--ignoreConfig",
    ];
    const { stdout } = await runUnchecked(join(repo, "node_modules/.bin/tsc6"), [...options, file]);
    return stdout.slice(0, 2000);
  }

  it("are of the SDK's types, every panel and its options among them", async () => {
    const statements = Object.entries(boardFiles).flatMap(([name, board]) => [
      `export const ${name}: Plain<dashboard.Dashboard> = ${JSON.stringify(board)};`,
      ...asking(board).map(
        ({ type, options }, index) =>
          `export const ${name}${index}: Plain<${type}.Options> = ${JSON.stringify(options)};`,
      ),
    ]);
    assert.equal(await compile("boards", statements), "");
  });

  it("would be seen not to be", async () => {
    const [panel] = asking(boardFiles["fleet"] ?? assert.fail());
    const options = { ...(panel?.options as object), colorMode: "rainbow" };
    const found = await compile("wrong", [
      `export const wrong: Plain<stat.Options> = ${JSON.stringify(options)};`,
    ]);
    assert.match(found, /"rainbow"' is not assignable/);
  });

  it("are written by make dashboards, for any Grafana to import", async () => {
    const paths = await writeBoards(join(folder, "out"));
    assert.equal(paths.length, Object.keys(boardFiles).length);
    for (const board of Object.values(boardFiles)) {
      // A Grafana that imports it has another datasource, which its person chooses at the top of the board.
      assert.doesNotMatch(JSON.stringify(board), /"uid":"prometheus"/);
      assert.equal("id" in board && board.id != null, false);
    }
  });
});
