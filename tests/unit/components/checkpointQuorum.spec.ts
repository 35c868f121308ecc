import assert from "node:assert/strict";

import { checkpointQuorum, type CheckpointArgs } from "../../../components/checkpointQuorum.ts";
import { prysm } from "../../../components/clients/prysm.ts";
import { PrysmBeacon } from "../../../components/prysmBeacon.ts";
import { devnet } from "../../../networks/devnet.ts";
import { hoodi } from "../../../networks/hoodi.ts";
import { readOptions, checkpointFlags } from "../../../monitor/src/checkpoint/options.ts";
import { parseFlags } from "../../../monitor/src/cli/parse.ts";
import type * as k8s from "@pulumi/kubernetes";
import { field, only, run } from "../../support/mocks.ts";
import { container, prysmArgs, types } from "./support.ts";

const quorum = { count: 2, image: "ethnode/peer-monitor:0.1.0" };
const known = hoodi.public?.checkpointSyncUrls ?? [];

/** What the monitor's program makes of the init container's arguments. */
const optionsOf = (args: CheckpointArgs) => {
  const step = checkpointQuorum(prysm, hoodi, args);
  const [command, ...flags] = (step?.args ?? []) as string[];
  assert.equal(command, "checkpoint");
  return readOptions(parseFlags(flags, checkpointFlags));
};

describe("the quorum of checkpoints", () => {
  it("asks the network's endpoints, of which two must agree", () => {
    const options = optionsOf({ quorum });
    assert.deepEqual(options.endpoints, known);
    assert.equal(options.quorum, 2);
    assert.deepEqual(options.chain, { genesisTime: 1742213400, slotsPerEpoch: 32 });
    assert.equal(options.pinned, undefined);
  });

  it("asks the user's, and holds them to the checkpoint that is pinned", () => {
    const root = `0x${"a".repeat(64)}`;
    const urls = ["https://a.example", "https://b.example"];
    const options = optionsOf({ quorum, urls, weakSubjectivityCheckpoint: `${root}:7` });
    assert.deepEqual(options.endpoints, urls);
    assert.deepEqual(options.pinned, { root, epoch: 7 });
  });

  it("is done within a minute", () => {
    assert.ok(optionsOf({ quorum }).timeoutSeconds < 60);
  });

  for (const [what, network, args] of [
    ["on a private chain", devnet, { quorum }],
    ["where none is wanted", hoodi, {}],
    ["where there is nobody to ask", hoodi, { quorum, urls: [] }],
  ] as const) {
    it(`is not there ${what}`, () => {
      assert.equal(checkpointQuorum(prysm, network, args), undefined);
    });
  }
});

describe("a Prysm beacon node whose checkpoint is agreed on", () => {
  const pod = async (checkpoint: CheckpointArgs) => {
    await run(
      () =>
        new PrysmBeacon("prysm", { ...prysmArgs, network: hoodi, chain: undefined, checkpoint }),
    );
    return {
      args: container("node-0-prysm", "args") as string[],
      spec: field(
        only(types.statefulSet, "node-0-prysm"),
        "spec",
        "template",
        "spec",
      ) as k8s.types.output.core.v1.PodSpec,
    };
  };

  it("reads the endpoint from the file that was written for it", async () => {
    const { args, spec } = await pod({ quorum });
    const step = spec.initContainers.find(({ name }) => name === "checkpoint");
    const file = step?.args.find((arg) => arg.startsWith("--config="))?.slice("--config=".length);
    assert.ok(file);
    assert.ok(args.includes(`--config-file=${file}`));
    assert.ok(!args.some((arg) => arg.startsWith("--checkpoint-sync-url")));
    assert.ok(!args.some((arg) => arg.startsWith("--genesis-beacon-api-url")));
    const folder = file.slice(0, file.lastIndexOf("/"));
    for (const container of [step, spec.containers[0]]) {
      const mount = container?.volumeMounts.find(({ mountPath }) => mountPath === folder);
      assert.equal(mount?.name, "runtime");
    }
    assert.ok(spec.volumes.some(({ name }) => name === "runtime"));
  });

  it("looks for the database where Prysm has it", async () => {
    const { args, spec } = await pod({ quorum });
    const step = spec.initContainers.find(({ name }) => name === "checkpoint");
    const folder = args.find((arg) => arg.startsWith("--datadir="))?.slice("--datadir=".length);
    assert.ok(step?.args.includes(`--database=${folder}/beaconchaindata/beaconchain.db`));
    assert.ok(step?.args.includes(`--record=${folder}/checkpoint.json`));
  });

  it("believes the first endpoint where no agreement is wanted, and reads no file", async () => {
    const { args, spec } = await pod({});
    assert.ok(args.includes(`--checkpoint-sync-url=${known[0]}`));
    assert.ok(!args.some((arg) => arg.startsWith("--config-file")));
    assert.ok(!spec.volumes.some(({ name }) => name === "runtime"));
  });

  it("is held to the checkpoint that is pinned", async () => {
    const pinned = `0x${"b".repeat(64)}:9`;
    const { args } = await pod({ quorum, weakSubjectivityCheckpoint: pinned });
    assert.ok(args.includes(`--weak-subjectivity-checkpoint=${pinned}`));
  });
});
