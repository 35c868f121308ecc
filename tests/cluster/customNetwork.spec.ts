import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { networkFilesExtras } from "../../components/networkFiles.ts";
import { runUnchecked } from "../../local/support/command.ts";
import { repoDir } from "../../local/support/paths.ts";
import { waitFor } from "../../local/support/wait.ts";
import { customNetwork } from "../../networks/custom.ts";
import { devnet } from "../../networks/devnet.ts";
import { note } from "../support/clusterReport.ts";
import { makeChainFiles, startChain } from "../support/localChain.ts";
import { LocalNode } from "../support/localNode.ts";

/** Seconds until the chain begins: its first node has to be up by then. */
const delaySeconds = 20;

/**
 * A chain of one node with validators, and a second node that knows nothing of it but the URLs of its files. The programs are
 * real, and so are the files, the init container's command line and the clients'; they run on this machine and not in pods.
 */
describe("a node of a network that is described by its files", function () {
  this.timeout(300_000);
  let folder: string;
  let site: Server;
  let first: LocalNode;
  let joining: LocalNode;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ethnode-custom-"));
    const genesisTime = Math.floor(Date.now() / 1000) + delaySeconds;
    const files = await makeChainFiles(join(folder, "files"), genesisTime);
    site = await serve(files);
    const at = (name: string) => ({
      url: `http://127.0.0.1:${(site.address() as AddressInfo).port}/${name}`,
    });
    first = await startChain(join(folder, "first"), files);
    const { chainId, secondsPerSlot, slotsPerEpoch } = devnet;
    const network = customNetwork({
      ...{ chainId, genesisTime, secondsPerSlot, slotsPerEpoch, privateAddresses: true },
      executionGenesis: at("genesis.json"),
      consensusConfig: at("config.yaml"),
      consensusGenesis: at("genesis.ssz"),
    });
    joining = await LocalNode.create(join(folder, "joining"), network);
  });
  after(async () => {
    await first[Symbol.asyncDispose]();
    await joining[Symbol.asyncDispose]();
    site.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("gets its files by the command line of its init containers", async () => {
    await joining.writeGethConfig([first.enode]);
    for (const layer of ["execution", "consensus"] as const) {
      const extras = networkFilesExtras({ image: "", network: joining.network, layer });
      const { args } = extras.initContainers?.[0] as { args: string[] };
      const { code, stdout, stderr } = await runUnchecked(process.execPath, [
        join(repoDir, "monitor", "src", "main.ts"),
        ...[...args, "--out=/network", "--data=/data"].map((flag) => joining.inFolder(layer, flag)),
      ]);
      assert.equal(code, 0, stdout + stderr);
    }
  });

  it("follows the chain: it has blocks that are made after it started, the same as the chain's", async function () {
    const begun = await waitFor("the chain's first block", () => blockOf(first, 1), {
      timeout: 120_000,
    });
    await joining.startGeth();
    await joining.startPrysm([first.multiaddress]);
    const own = await waitFor(
      `block ${begun.number + 10} at the new node`,
      () => blockOf(joining, begun.number + 10),
      { timeout: 150_000, interval: 1000 },
    ).catch(async (error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      throw new Error(`${text}\n${await first.logs()}\n${await joining.logs()}`);
    });
    assert.equal((await first.block(own.number))?.hash, own.hash);
    note(this, `block ${own.number}`);
  });
});

/** A node's newest block, once it is so high. @throws while it is not */
async function blockOf(node: LocalNode, height: number): Promise<{ number: number; hash: string }> {
  assert.ok(!node.hasEnded, "a program has ended");
  const found = await node.block("latest");
  if (found === undefined || found.number < height) throw new Error(`its head is ${found?.number}`);
  return found;
}

async function serve(files: string): Promise<Server> {
  const server = createServer((request, response) => {
    createReadStream(join(files, basename(request.url ?? "")))
      .on("error", () => response.writeHead(404).end())
      .pipe(response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}
