import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { validatorFlags } from "../../components/clients/prysmValidator.ts";
import { genesisFlags } from "../../components/privateChain.ts";
import { run } from "../../local/support/command.ts";
import { toolPath } from "../../local/tools/ensure.ts";
import { devnet, devnetConsensusConfig, devnetExecutionGenesis } from "../../networks/devnet.ts";
import { LocalNode } from "./localNode.ts";

const validators = 16;

/** The files that a private chain's pods make at their start. @returns their folder */
export async function makeChainFiles(files: string, genesisTime: number): Promise<string> {
  await mkdir(files);
  await writeFile(join(files, "config.yaml"), devnetConsensusConfig);
  await writeFile(join(files, "bootnodes.yaml"), "[]\n");
  await writeFile(join(files, "genesis-base.json"), JSON.stringify(devnetExecutionGenesis));
  await run(toolPath("prysmctl"), genesisFlags(genesisTime, validators).map(inFiles(files)));
  return files;
}

const inFiles = (files: string) => (flag: string) =>
  flag.replace(/(?<==)\/(config|genesis)(?=\/)/, files);

/**
 * A chain of one node, with all of its validators, as processes of this machine.
 *
 * @param extra flags put last, by layer
 */
export async function startChain(
  folder: string,
  files: string,
  extra: { readonly execution?: readonly string[]; readonly consensus?: readonly string[] } = {},
): Promise<LocalNode> {
  const node = await LocalNode.create(folder, devnet);
  // Its flags name the folders of a private chain's pods, which all lead to the files.
  for (const layer of ["execution", "consensus"]) {
    for (const name of ["config", "genesis"]) {
      const path = join(folder, layer, name);
      await rm(path, { recursive: true });
      await run("ln", ["--symbolic", files, path]);
    }
  }
  await node.writeGethConfig([]);
  await node.startGeth(extra.execution);
  await node.startPrysm([], extra.consensus);
  const flags = validatorFlags({
    network: devnet,
    beaconRpc: node.grpc,
    count: validators,
    firstIndex: 0,
    feeRecipient: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
  }).filter((flag) => !flag.startsWith("--monitoring"));
  await mkdir(join(folder, "validator"));
  await node.start("consensus", "validator", [
    ...flags.map((flag) =>
      flag.startsWith("--datadir") ? `--datadir=${join(folder, "validator")}` : flag,
    ),
    "--disable-monitoring",
  ]);
  return node;
}
