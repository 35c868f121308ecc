import assert from "node:assert/strict";

import { fleetNodes, validatorCount } from "../../../stack/nodes.ts";
import { settingsOf, type Change } from "../settings/support.ts";
import { registered } from "../../support/mocks.ts";
import { runStack } from "../../support/runStack.ts";
import { inEveryStack } from "./allStacks.ts";

/** The numbers of the validators that each node signs for. */
async function ranges(counts: readonly number[]): Promise<number[][]> {
  const nodes = counts.map((count, index) =>
    count === 0 ? { name: `n${index}` } : { name: `n${index}`, validators: count },
  );
  const settings = await settingsOf("dev", {
    nodes: JSON.stringify(nodes),
    // The private chain's Prometheus is sized for two nodes.
    prometheusStorage: "10Gi",
  });
  assert.equal(
    validatorCount(settings),
    counts.reduce((sum, count) => sum + count, 0),
  );
  return fleetNodes(settings).map(({ validator }) =>
    Array.from({ length: validator?.count ?? 0 }, (_, i) => (validator?.firstIndex ?? 0) + i),
  );
}

describe("the validators of a private chain", () => {
  for (const counts of [
    [8, 8],
    [6],
    [1, 2, 3],
    [0, 6, 0, 1],
    [5, 0, 0, 5],
    [1, 1, 1, 1, 1, 1, 1],
  ]) {
    it(`are signed for by one node each, all of them: ${counts.join(", ")}`, async () => {
      const all = (await ranges(counts)).flat();
      assert.deepEqual(
        all,
        Array.from({ length: all.length }, (_, i) => i),
      );
      assert.equal(
        all.length,
        counts.reduce((sum, count) => sum + count, 0),
      );
    });
  }

  it("are as many as the genesis has", async () => {
    await runStack("dev");
    const flags = registered.flatMap(
      ({ inputs }) => JSON.stringify(inputs).match(/--(num-validators|interop-[a-z-]+)=\d+/g) ?? [],
    );
    assert.deepEqual(flags.toSorted(), [
      "--interop-num-validators=14",
      "--interop-num-validators=2",
      "--interop-start-index=0",
      "--interop-start-index=14",
      // Each client of each node makes the genesis for itself.
      ...Array.from({ length: 4 }, () => "--num-validators=16"),
    ]);
  });
});

describe("a node's settings", () => {
  it("are the stack's, but for its own ports and address", async () => {
    const nodes = [
      {
        name: "a",
        p2p: {
          address: "203.0.113.7",
          executionPort: 30001,
          consensusPort: 30002,
          discoveryPort: 30003,
        },
      },
      {
        name: "b",
        p2p: {
          address: "203.0.113.8",
          executionPort: 30004,
          consensusPort: 30005,
          discoveryPort: 30006,
        },
      },
    ];
    const settings = await settingsOf("mainnet", {
      p2pExposure: "nodePort",
      nodes: JSON.stringify(nodes),
    });
    const finder = { image: settings.peerMonitorImage, stunServers: settings.stunServers };
    assert.deepEqual(
      fleetNodes(settings).map(({ name, execution, consensus, validator }) => ({
        name,
        execution: [execution.p2p, execution.p2pPort, execution.cacheMb, execution.resources],
        consensus: [consensus.p2p, consensus.p2pPort, consensus.discoveryPort, consensus.resources],
        validator,
      })),
      nodes.map(({ name, p2p: { address, executionPort, consensusPort, discoveryPort } }) => ({
        name,
        execution: [
          { exposure: "nodePort", address, finder },
          executionPort,
          4096,
          { cpu: "4", memory: "24Gi" },
        ],
        consensus: [
          { exposure: "nodePort", address, finder },
          consensusPort,
          discoveryPort,
          { cpu: "4", memory: "16Gi" },
        ],
        validator: undefined,
      })),
    );
  });

  it("have the network's own checkpoints where none is named, and two must agree", async () => {
    const checkpoints = async (change: Change) =>
      fleetNodes(await settingsOf("hoodi", change)).map(({ consensus }) => consensus.checkpoint);
    const { peerMonitorImage: image } = await settingsOf("hoodi");
    const weakSubjectivityCheckpoint = undefined;
    assert.deepEqual(await checkpoints({}), [
      { urls: undefined, quorum: { count: 2, image }, weakSubjectivityCheckpoint },
    ]);
    const own = ["https://own.example"];
    assert.deepEqual(
      await checkpoints({ checkpointSyncUrls: JSON.stringify(own), checkpointQuorum: "1" }),
      [{ urls: own, quorum: { count: 1, image }, weakSubjectivityCheckpoint }],
    );
  });
});

describe("the images of a stack", () => {
  inEveryStack("are the clients' of the stack's versions", ({ name, pods, nodes }) => {
    const [geth, prysm] = name === "dev" ? ["1.17.5", "7.0.0"] : ["1.17.10", "7.3.1"];
    for (const node of nodes) {
      const imageOf = (pod: string) => pods.find((one) => one.name === pod)?.containers[0]?.image;
      assert.equal(imageOf(`${node}-geth`)?.split("@")[0], `ethereum/client-go:v${geth}`);
      assert.equal(
        imageOf(`${node}-prysm`)?.split("@")[0],
        `offchainlabs/prysm-beacon-chain:v${prysm}`,
      );
    }
  });

  it("of a client have their digest where it is known, or are the user's own", async () => {
    const images = async (change: Record<string, string>) =>
      fleetNodes(
        await settingsOf("mainnet", { clientVersions: '{"geth":"1.17.5"}', ...change }),
      ).map(({ execution }) => execution.image)[0];
    const tagged = "ethereum/client-go:v1.17.5";
    assert.match((await images({})) ?? "", new RegExp(`^${tagged}@sha256:[0-9a-f]{64}$`));
    assert.equal(await images({ imagesByDigest: "false" }), tagged);
    assert.equal(
      await images({ clientImages: '{"geth":"mirror.example:5000/geth:1"}' }),
      "mirror.example:5000/geth:1",
    );
  });

  inEveryStack("have their digest where it is known, but for the ones built here", (built) => {
    const image = built.pods.find(({ name }) => name === "prometheus")?.containers[0]?.image;
    assert.equal(image?.includes("@sha256:"), built.name !== "dev");
  });
});
