import assert from "node:assert/strict";
import { findInstance } from "../../local/cluster/instance.ts";
import { run } from "../../local/support/command.ts";
import { repoDir } from "../../local/support/paths.ts";
import { stackProgram, type StackRun } from "../support/stackProgram.ts";

const gitStatus = (): Promise<string> => run("git", ["status", "--porcelain"], { cwd: repoDir });

/** The lines of a run's last "Resources:" block: `86 created`, `87 unchanged`. */
function resources({ stdout }: StackRun): string[] {
  const block = stdout.slice(stdout.lastIndexOf("Resources:")).split("\n\n")[0] ?? "";
  return block
    .split("\n")
    .slice(1)
    .map((line) => line.trim());
}

describe("make up, with tools and images cached", () => {
  let first: StackRun;
  let statusBefore: string;

  before("no cluster runs", async () => {
    await stackProgram("down");
    assert.equal(findInstance(), undefined);
    statusBefore = await gitStatus();
  });

  it("deploys the stack within 4 minutes, starting the cluster itself", async () => {
    first = await stackProgram("up");
    assert.equal(first.code, 0, first.all);
    assert.ok(first.seconds <= 240, `took ${first.seconds.toFixed(0)} s`);
    assert.match(resources(first).join(), /^\+ \d+ created$/);
  });

  it("says which plugins the engine uses, in one line", () => {
    const lines = first.stderr.split("\n").filter((line) => line.startsWith("plugins: "));
    assert.equal(lines.length, 1, first.stderr);
  });

  it("ends with the outputs and a table of peers", () => {
    for (const output of ["rpcUrl", "wsUrl", "engineUrl", "beaconApiUrl", "prometheusUrl"]) {
      assert.match(first.stdout, new RegExp(`^ *${output} +\\S+://`, "m"));
    }
    for (const node of ["node-0", "node-1"]) {
      for (const layer of ["el", "cl"]) {
        assert.match(first.stdout, new RegExp(`^${node} +${layer} +up `, "m"), first.all);
      }
    }
  });

  it("shows no secret", () => {
    assert.doesNotMatch(first.all, /\b[0-9a-f]{64}\b/);
  });

  it("changes nothing when it is called again, in under 60 seconds", async () => {
    const second = await stackProgram("up");
    assert.equal(second.code, 0, second.all);
    assert.match(resources(second).join(), /^\d+ unchanged$/, second.all);
    assert.ok(second.seconds < 60, `took ${second.seconds.toFixed(0)} s`);
  });

  it("leaves the repository's files as they were", async () => {
    assert.equal(await gitStatus(), statusBefore);
  });
});

describe("make preview beside the deployed stack", () => {
  for (const [stack, nodes] of [
    ["hoodi", 1],
    ["mainnet", 2],
  ] as const) {
    it(`shows the whole of ${stack}, and creates nothing`, async () => {
      const { code, stdout, all } = await stackProgram("preview", ["--stack", stack]);
      assert.equal(code, 0, all);
      for (const component of ["GethNode", "PrysmBeacon", "EthereumNode"]) {
        const planned = stdout.match(new RegExp(`ethnode:index:${component} \\S+ create`, "g"));
        assert.equal(new Set(planned).size, nodes, stdout);
      }
      for (const kind of ["apps/v1:StatefulSet prometheus", "apps/v1:StatefulSet grafana"]) {
        assert.match(stdout, new RegExp(`kubernetes:${kind} create`), all);
      }
      assert.doesNotMatch(all, /\b(error|warning):/, all);
    });
  }
});

describe("a cluster that cannot be reached", () => {
  it("ends make up with one message, before anything is created", async () => {
    const kubeconfig = "tests/fixtures/unreachable.kubeconfig";
    const { code, all } = await stackProgram("up", [], { KUBECONFIG: `${repoDir}/${kubeconfig}` });
    assert.notEqual(code, 0);
    assert.match(all, /127\.0\.0\.1:9/);
    assert.equal(all.match(/^error:/gm)?.length, 1, all);
    assert.doesNotMatch(all, /created/);
  });
});
