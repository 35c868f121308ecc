import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { prysm } from "../../components/clients/prysm.ts";
import { runUnchecked } from "../../local/support/command.ts";
import { repoDir } from "../../local/support/paths.ts";
import { toolPath } from "../../local/tools/ensure.ts";
import { devnet, devnetConsensusConfig } from "../../networks/devnet.ts";
import { chainIdentity, waitForFinality } from "../support/clusterChain.ts";
import { forwardPort, type ForwardedPort } from "../support/clusterPortForward.ts";
import { note, reportFailures } from "../support/clusterReport.ts";
import { ensureStack, ethereum, nodes } from "../support/clusterStack.ts";

/** What the command keeps of an agreement. */
interface CheckpointRecord {
  readonly url: string;
  readonly epoch: number;
  readonly root: string;
}

describe("a checkpoint that two real beacon nodes agree on", () => {
  let folder: string;
  let beacons: ForwardedPort[] = [];
  let genesisTime: number;
  const config = (): string => join(folder, "client.yaml");

  before(async function () {
    this.timeout("15m");
    await ensureStack();
    await waitForFinality(2, 300_000);
    ({ genesisTime } = await chainIdentity("node-0"));
    folder = await mkdtemp(join(tmpdir(), "ethnode-checkpoint-"));
    beacons = await Promise.all(
      nodes.map((node) => forwardPort(ethereum, `pod/${node}-prysm-0`, 3500)),
    );
  });
  after(async () => {
    await Promise.all(beacons.map((port) => port[Symbol.asyncDispose]()));
    await rm(folder, { recursive: true, force: true });
  });
  reportFailures();

  const agree = (genesis: number) =>
    runUnchecked(process.execPath, [
      join(repoDir, "monitor", "src", "main.ts"),
      "checkpoint",
      ...beacons.map(({ url }) => `--endpoint=${url}`),
      `--genesis-time=${genesis}`,
      `--slots-per-epoch=${devnet.slotsPerEpoch}`,
      `--database=${join(folder, "beaconchaindata", "beaconchain.db")}`,
      `--record=${join(folder, "checkpoint.json")}`,
      `--config=${config()}`,
    ]);

  it("is not found by one who looks for another network", async () => {
    const { code, stdout } = await agree(genesisTime + 1);
    assert.equal(code, 4, stdout);
    assert.match(stdout, /another network/);
  });

  it("is found, and named for Prysm", async function () {
    const { code, stdout } = await agree(genesisTime);
    assert.equal(code, 0, stdout);
    const { url, epoch } = await record(folder);
    assert.ok((await readFile(config(), "utf8")).includes(`checkpoint-sync-url: "${url}"`));
    note(this, `epoch ${epoch}`);
  });

  it("is what a new Prysm begins with, which goes by that file alone", async function () {
    this.timeout(120_000);
    const { root, url } = await record(folder);
    const began = await originOf(folder, config());
    // The chain goes on: what is final when Prysm asks may be newer than what was agreed on, never another chain's.
    const answer = await fetch(`${url}/eth/v1/beacon/headers/${began}`);
    assert.equal(answer.status, 200, `${url} does not know ${began}`);
    const { data } = (await answer.json()) as { data: { canonical: boolean } };
    assert.ok(data.canonical);
    note(this, began === root ? "the one agreed on" : "a newer one");
  });
});

const record = async (folder: string): Promise<CheckpointRecord> =>
  JSON.parse(await readFile(join(folder, "checkpoint.json"), "utf8")) as CheckpointRecord;

/** Starts a Prysm with an empty database until it has its first state. @returns the root of that state's block */
async function originOf(folder: string, config: string): Promise<string> {
  const chain = join(folder, "config.yaml");
  await writeFile(chain, devnetConsensusConfig);
  const child = spawn(
    toolPath("beacon-chain"),
    [
      "--accept-terms-of-use",
      `--config-file=${config}`,
      `--chain-config-file=${chain}`,
      "--contract-deployment-block=0",
      `--chain-id=${devnet.chainId}`,
      `--network-id=${devnet.chainId}`,
      `--datadir=${folder}`,
      // Nobody is there: the first state comes before the execution client is asked for anything.
      "--execution-endpoint=http://127.0.0.1:1",
      "--no-discovery",
      "--disable-monitoring",
      "--log-format=json",
    ],
    { stdio: ["ignore", "pipe", "pipe"], timeout: 90_000 },
  );
  const exited = once(child, "exit");
  const said: string[] = [];
  try {
    for (const stream of [child.stderr, child.stdout]) {
      createInterface({ input: stream }).on("line", (line) => said.push(line));
    }
    const found = (): string | undefined =>
      said
        .filter((line) => line.includes("Downloaded checkpoint sync state and block"))
        .map((line) => /"blockRoot":"(0x[0-9a-f]{64})"/.exec(line)?.[1])[0];
    while (found() === undefined && child.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const root = found();
    assert.ok(root !== undefined, `${prysm.program} said:\n${said.slice(-10).join("\n")}`);
    return root;
  } finally {
    child.kill("SIGKILL");
    await exited;
  }
}
