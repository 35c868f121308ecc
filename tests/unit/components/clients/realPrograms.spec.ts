import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { knowsNetwork } from "../../../../components/clients/client.ts";
import { geth, gethConfigFile, gethFlags } from "../../../../components/clients/geth.ts";
import { prysm, prysmFlags } from "../../../../components/clients/prysm.ts";
import { validatorFlags } from "../../../../components/clients/prysmValidator.ts";
import { genesisFlags } from "../../../../components/privateChain.ts";
import { ephemery } from "../../../../networks/ephemery.ts";
import { networks } from "../../../../networks/index.ts";
import type { Network } from "../../../../networks/network.ts";
import { runUnchecked } from "../../../../local/support/command.ts";
import { runTool, toolPath } from "../../../support/tool.ts";

const enode =
  "enode://4bc2a31265153f07e70e0bab08724e6b85e217f8cd628ceb62974247bb493382ce28cab79ad7119ee1ad3ebcdb98a16805211530ecc6cfefa1b88e6dff99232a@node-1-geth-internal.ethereum.svc.cluster.local:30303";

const known = (network: Network) => knowsNetwork(geth, network) && knowsNetwork(prysm, network);

/** Every command line that the program makes; `$(POD_IP)` as Kubernetes would have replaced it. */
const commandLines = [...networks.values(), ephemery(0)].filter(known).flatMap((network) => [
  {
    tool: "geth",
    what: network.name,
    flags: network.historyModes.flatMap((history) =>
      gethFlags({
        network,
        history,
        cacheMb: 4096,
        maxPeers: 50,
        p2pPort: 30303,
        advertise: "203.0.113.7",
        rpcHosts: ["localhost"],
        engineHosts: ["localhost"],
        bootnodes: [enode],
        discoveryV4: false,
        discoveryV5: false,
        extra: [],
      }),
    ),
  },
  {
    tool: "beacon-chain",
    what: network.name,
    flags: prysmFlags({
      network,
      engineUrl: "http://127.0.0.1:8551",
      checkpointSyncUrl: undefined,
      maxPeers: 70,
      p2pPort: 13000,
      quic: network.public !== undefined,
      discoveryPort: 12000,
      advertise: "203.0.113.7",
      staticPeers: ["/dns4/a/tcp/13000/p2p/x"],
      bootnodes: ["enr:-x"],
      // Not semi: it came with 7.1.0.
      custody: "super",
      backfill: true,
      blobRetentionEpochs: 8192,
      extra: [],
    }),
  },
  ...(network.public === undefined
    ? [
        {
          tool: "validator",
          what: network.name,
          flags: validatorFlags({
            network,
            beaconRpc: "127.0.0.1:4000",
            count: 8,
            firstIndex: 8,
            feeRecipient: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
          }),
        },
        { tool: "prysmctl", what: network.name, flags: genesisFlags(1_790_000_000, 16) },
      ]
    : []),
]);

/**
 * With `--help` last, a program reads its whole command line, starts nothing, and says either what it can do or what is
 * wrong. Its exit code says nothing of that.
 */
async function help(tool: string, flags: readonly string[]): Promise<string> {
  const { stdout, stderr } = await runUnchecked(tool, [...flags, "--help"]);
  return (stdout + stderr).trimStart();
}

describe("the real program", () => {
  for (const { tool, what, flags } of commandLines) {
    it(`knows every flag that it is started with: ${tool} on ${what}`, async function () {
      const said = await help(toolPath(this, tool), flags);
      assert.match(said, /^NAME:\n\s+\S/, said.split("\n")[0]);
    });
  }

  for (const tool of ["geth", "beacon-chain", "validator"]) {
    it(`refuses a flag that there is not, or this would prove nothing: ${tool}`, async function () {
      const path = toolPath(this, tool);
      assert.match(await help(path, ["--no-such-flag=1"]), /^Incorrect Usage: flag provided/);
    });
  }

  it("reads the configuration file that Geth is given", async function () {
    const geth = toolPath(this, "geth");
    const folder = await mkdtemp(join(tmpdir(), "ethnode-geth-"));
    try {
      const file = join(folder, "geth.toml");
      const peers = { staticPeers: [enode], trustedPeers: [enode] };
      await writeFile(file, gethConfigFile(peers, "203.0.113.7"));
      const config = await runTool(geth, [`--config=${file}`, `--datadir=${folder}`, "dumpconfig"]);
      for (const list of ["StaticNodes", "TrustedNodes"]) {
        assert.equal(new RegExp(`^${list} = \\["(.*)"\\]$`, "m").exec(config)?.[1], enode);
      }
      assert.match(config, /^NAT = "extip:203\.0\.113\.7"$/m);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
