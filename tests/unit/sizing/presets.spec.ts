import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { consensusClientNames, executionClientNames } from "../../../components/clients/names.ts";
import { custodies } from "../../../sizing/custody.ts";
import { sizeProblems } from "../../../sizing/checks.ts";
import { explain, nodeSize, type NodeCase } from "../../../sizing/node.ts";
import { bytes } from "../../../sizing/quantity.ts";
import { networks, nodeCase } from "./support.ts";

/** Every case that a preset has to answer. */
const cases: NodeCase[] = Object.values(networks).flatMap((network) =>
  executionClientNames.flatMap((executionClient) =>
    consensusClientNames.flatMap((consensusClient) =>
      network.historyModes.flatMap((history) =>
        custodies.map((custody) =>
          nodeCase({ network, executionClient, consensusClient, history, custody }),
        ),
      ),
    ),
  ),
);

describe("the sizing presets", () => {
  it("give Geth's volumes on mainnet what was measured, its growth since and a year more", () => {
    const of = (history: NodeCase["history"]) => {
      const { storage, preset } = nodeSize(nodeCase({ history })).execution;
      return [storage, preset.storageFloor];
    };
    assert.deepEqual(of("all"), ["3Ti", "1560Gi"]);
    assert.deepEqual(of("postMerge"), ["2Ti", "1160Gi"]);
    assert.deepEqual(of("postPrague"), ["1536Gi", "910Gi"]);
  });

  it("give Prysm's volumes what its custody keeps, full blocks and room", () => {
    const of = (custody: NodeCase["custody"], blobRetentionEpochs = 4096) => {
      const { storage, preset } = nodeSize(nodeCase({ custody, blobRetentionEpochs })).consensus;
      return [storage, preset.storageFloor];
    };
    assert.deepEqual(of("regular"), ["200Gi", "50Gi"]);
    assert.deepEqual(of("semi"), ["500Gi", "250Gi"]);
    assert.deepEqual(of("super"), ["1Ti", "480Gi"]);
    // A year of blobs of a supernode: about 20 times 18 days.
    assert.deepEqual(of("super", 82_000), ["16Ti", "9160Gi"]);
  });

  it("are what the README says", async () => {
    const readme = await readFile(new URL("../../../README.md", import.meta.url), "utf8");
    const rows = [
      ...readme.matchAll(
        /^\| (Geth|Prysm) `(\w+)` +\|[^|]+\| ([\d.]+ [GT]iB) +\| (\d+ GiB) +\|$/gm,
      ),
    ];
    assert.equal(rows.length, 6);
    for (const [, client, kept, volume, floor] of rows) {
      const { execution, consensus } = nodeSize(
        nodeCase({ history: kept as "all", custody: kept as "semi" }),
      );
      const { storage, preset } = client === "Geth" ? execution : consensus;
      const size = (text = "") => bytes(text.replace(/ (\w)iB/, "$1i"));
      assert.deepEqual(
        [size(volume), size(floor)],
        [bytes(storage), bytes(preset.storageFloor)],
        kept,
      );
    }
  });

  it("are small on a private chain", () => {
    const { execution, consensus } = nodeSize(
      nodeCase({ network: networks.devnet, history: "all" }),
    );
    const { storage, cpu, memory, cacheMb } = execution;
    assert.deepEqual(
      { storage, cpu, memory, cacheMb },
      { storage: "2Gi", cpu: "100m", memory: "768Mi", cacheMb: 64 },
    );
    assert.deepEqual([consensus.storage, consensus.cpu, consensus.memory], ["2Gi", "100m", "1Gi"]);
  });

  it("never ask for what they themselves call too little", () => {
    assert.ok(cases.length > 500);
    for (const node of cases) {
      const { execution, consensus } = nodeSize(node);
      const given = {
        ...node,
        execution: { ...execution },
        consensus: { ...consensus },
      };
      assert.deepEqual(sizeProblems(given), [], explain(node));
      for (const { storage, preset } of [execution, consensus]) {
        assert.ok(bytes(storage) > bytes(preset.storageFloor), explain(node));
      }
    }
  });

  it("grow with history and custody, never shrink", () => {
    for (const executionClient of executionClientNames) {
      const sizes = (["postPrague", "postMerge", "all"] as const).map((history) =>
        bytes(nodeSize(nodeCase({ executionClient, history })).execution.preset.storageFloor),
      );
      assert.deepEqual(
        sizes,
        sizes.toSorted((a, b) => a - b),
        executionClient,
      );
    }
    for (const consensusClient of consensusClientNames) {
      const sizes = custodies.map((custody) =>
        bytes(nodeSize(nodeCase({ consensusClient, custody })).consensus.preset.storageFloor),
      );
      assert.deepEqual(new Set(sizes).size, 3, consensusClient);
      assert.deepEqual(
        sizes,
        sizes.toSorted((a, b) => a - b),
        consensusClient,
      );
    }
  });

  it("are explained by one line with what they cost and why", () => {
    assert.equal(
      explain(nodeCase({ history: "postMerge", execution: { storage: "3Ti" } })),
      "geth postMerge: 3Ti disk (set; the preset has 2Ti), 16Gi memory, 2 CPU, cache 4096 MiB: 830 GiB and 8 GiB of memory " +
        "in 2026-04 (geth 1.17.2, eth-docker's ResourceUsage page), up to 50 GB more each month; " +
        "prysm regular custody: 200Gi disk, 16Gi memory, 2 CPU: 20 GiB and 9 GiB of memory on mainnet (in 2026-04, prysm " +
        "7.1.3, eth-docker's ResourceUsage page), and 29 GiB of blobs: regular custody for 18 days",
    );
    for (const node of cases) assert.doesNotMatch(explain(node), /\n|undefined|NaN/);
  });
});

describe("a Go client's memory", () => {
  const env = (change: Partial<NodeCase>) => {
    const { execution, consensus } = nodeSize(nodeCase(change));
    return [execution.env, consensus.env];
  };

  it("is a tenth below the limit, without what Geth keeps off the heap", () => {
    assert.deepEqual(env({}), [{ GOMEMLIMIT: "11673MiB" }, { GOMEMLIMIT: "14745MiB" }]);
    assert.deepEqual(env({ execution: { memory: "24Gi", cacheMb: 8192 } })[0], {
      GOMEMLIMIT: "15974MiB",
    });
    assert.deepEqual(env({ network: networks.devnet, history: "all" }), [
      { GOMEMLIMIT: "643MiB" },
      { GOMEMLIMIT: "921MiB" },
    ]);
  });

  it("is no matter of other clients", () => {
    assert.deepEqual(env({ executionClient: "besu", consensusClient: "teku" }), [{}, {}]);
  });
});
