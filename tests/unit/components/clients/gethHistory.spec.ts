import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { gethHistoryStep } from "../../../../components/clients/gethHistory.ts";
import type { RunResult } from "../../../../local/support/command.ts";
import { runUnchecked } from "../../../../local/support/command.ts";
import type { HistoryMode } from "../../../../networks/network.ts";
import { GethDatabase } from "../../../support/gethDatabase.ts";
import { toolPath } from "../../../support/tool.ts";

/** Hoodi's first block of Prague. Source: go-ethereum v1.17.5 core/history/historymode.go. */
const prague = {
  number: 60412,
  hash: "1562792812ef418eaafc8f1f093d84d9634971e9dd6b0771302eb5b9fd4d2c46",
};
/** So many blocks must be on top of it: params.FullImmutabilityThreshold. */
const depth = 90_000;

const shell = "/bin/busybox";

describe("the step that keeps Geth's history", () => {
  let geth: string;
  /** Databases that the tests copy: with all blocks, and with too few to be pruned. */
  let full: GethDatabase;
  let young: GethDatabase;
  let data: string;

  before(async function () {
    this.timeout("60s");
    geth = toolPath(this, "geth");
    full = await GethDatabase.create(geth);
    await full.fill(prague.number + depth, prague);
    young = await GethDatabase.create(geth);
    await young.fill(prague.number + depth - 1, prague);
  });

  after(async () => {
    await full.remove();
    await young.remove();
  });

  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), "ethnode-history-"));
  });

  afterEach(async () => {
    await rm(data, { recursive: true });
  });

  /** Runs it as the image's shell does. Without Geth where `tools` says so: then it must not need it. */
  const step = async (history: HistoryMode, tools = dirname(geth)): Promise<RunResult> => {
    const { command = [], args } = gethHistoryStep(history, data);
    const env = { PATH: `${tools}:/usr/bin:/bin` };
    return runUnchecked(shell, ["sh", ...command.slice(1), ...args], { env });
  };

  const begin = async (database: GethDatabase, keeps?: HistoryMode): Promise<void> => {
    await cp(database.folder, data, { recursive: true });
    if (keeps === undefined) return;
    await mkdir(join(data, "ethnode"));
    await writeFile(join(data, "ethnode/history"), `${keeps}\n`);
  };

  const remembered = async (): Promise<string> =>
    (await readFile(join(data, "ethnode/history"), "utf8")).trim();

  const firstBody = (): Promise<number> => GethDatabase.at(data, geth).firstBody();

  it("reaches the shell as it is written: Kubernetes takes $(NAME) for a variable, and $$ for $", () => {
    const { command = [] } = gethHistoryStep("all", "/data");
    for (const part of command) assert.doesNotMatch(part, /\$\$|\$\([A-Z_]+\)/);
  });

  it("remembers what a new database will keep, and touches nothing else", async () => {
    const { code, stdout } = await step("postPrague", "/none");
    assert.deepEqual([code, stdout], [0, "history: no database yet, it will keep postPrague\n"]);
    assert.equal(await remembered(), "postPrague");
    assert.deepEqual(await readdir(data), ["ethnode"]);
  });

  it("prunes an older database once, and then does nothing, without opening it", async () => {
    await begin(full, "all");
    const { code, stdout } = await step("postPrague");
    assert.equal(code, 0);
    assert.match(stdout, /pruning from all to postPrague.*\n.*the database keeps postPrague now/);
    assert.deepEqual([await firstBody(), await remembered()], [prague.number, "postPrague"]);
    assert.deepEqual(await step("postPrague", "/none"), { code: 0, stdout: "", stderr: "" });
  });

  it("prunes a database that somebody else made", async () => {
    await begin(full);
    assert.equal((await step("postPrague")).code, 0);
    assert.deepEqual([await firstBody(), await remembered()], [prague.number, "postPrague"]);
  });

  for (const [keeps, wanted] of [
    ["postPrague", "all"],
    ["postPrague", "postMerge"],
    ["postMerge", "all"],
  ] as const) {
    it(`refuses to go back from ${keeps} to ${wanted}, and does not open the database`, async () => {
      await begin(full, keeps);
      const { code, stderr } = await step(wanted, "/none");
      assert.equal(code, 1);
      assert.match(stderr, new RegExp(`came ${wanted}, expected ${keeps} or less: .*sync anew`));
      assert.match(stderr, /nothing was changed/);
      assert.equal(await remembered(), keeps);
    });
  }

  it("refuses to keep all of a database that somebody else pruned", async () => {
    await begin(full, "all");
    await step("postPrague");
    await rm(join(data, "ethnode"), { recursive: true });
    const { code, stderr } = await step("all");
    assert.equal(code, 1);
    assert.match(stderr, /came all, expected .* the database begins at block 60412/);
    assert.deepEqual(await readdir(data), ["genesis.json", "geth", "keystore"]);
  });

  it("refuses with Geth's reason while there are too few blocks", async () => {
    await begin(young, "all");
    const { code, stderr } = await step("postPrague");
    assert.equal(code, 1);
    assert.match(stderr, /chain not far enough past target block 60412, need 1 more blocks/);
    assert.match(
      stderr,
      /came postPrague, expected another history, for the reason that Geth gave/,
    );
    assert.deepEqual([await firstBody(), await remembered()], [0, "all"]);
  });

  it("leaves a database without blocks alone: pruning an empty one would make it mainnet's", async () => {
    await mkdir(join(data, "geth/chaindata"), { recursive: true });
    await mkdir(join(data, "ethnode"));
    await writeFile(join(data, "ethnode/history"), "all\n");
    const left = { code: 0, stdout: "history: the database has no old blocks yet\n", stderr: "" };
    assert.deepEqual(await step("postPrague", "/none"), left);
    // As a database with nothing but its genesis has it: one entry.
    const bodies = join(data, "geth/chaindata/ancient/chain");
    await mkdir(bodies, { recursive: true });
    await writeFile(join(bodies, "bodies.cidx"), Buffer.alloc(6));
    assert.deepEqual(await step("postPrague", "/none"), left);
  });

  it("says what is wrong with a note that is none", async () => {
    await begin(full, "all");
    await writeFile(join(data, "ethnode/history"), "some\n");
    const { code, stderr } = await step("all");
    assert.equal(code, 1);
    assert.match(stderr, /ethnode\/history says some, expected all, postMerge or postPrague/);
  });

  // Why there is such a step at all.
  describe("is needed, because Geth", () => {
    /** What Geth says until a line matches or it ends. */
    const starts = (history: string, until: RegExp): Promise<string> => {
      const child = spawn(geth, [
        ...["--hoodi", "--datadir", data, "--history.chain", history, "--nodiscover"],
        ...["--maxpeers", "0", "--port", "0", "--ipcdisable", "--authrpc.port", "0"],
      ]);
      let said = "";
      child.stderr.on("data", (chunk: Buffer) => {
        said += chunk.toString("utf8");
        if (until.test(said)) child.kill("SIGKILL");
      });
      return new Promise((resolve) =>
        child.once("close", () => {
          resolve(said);
        }),
      );
    };

    it("does not start with less history than the database has", async () => {
      await begin(full);
      assert.match(await starts("postprague", /Starting peer-to-peer/), /history pruning required/);
    });

    it("only warns of a pruned database when it is to keep all", async () => {
      await begin(full, "all");
      await step("postPrague");
      const said = await starts("all", /Loaded most recent local block/);
      assert.match(said, /Chain history database is pruned/);
      assert.doesNotMatch(said, /Fatal/);
    });
  });
});
