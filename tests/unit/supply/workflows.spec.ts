import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

import { parse } from "yaml";

import { repoDir } from "../../../local/support/paths.ts";
import { stacks } from "../../support/stackConfig.ts";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly "timeout-minutes"?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly if?: string;
  readonly strategy?: { readonly matrix?: { readonly stack?: readonly string[] } };
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly "cancel-in-progress": boolean };
  readonly jobs: Readonly<Record<string, Job>>;
}

const files = globSync(".github/workflows/*.yml", { cwd: repoDir }).toSorted();

/** What a job may write, of all workflows. */
const WRITES: Readonly<Record<string, readonly string[]>> = { preview: ["pull-requests"] };

describe("GitHub's workflows", () => {
  it("are these", () => {
    const names = files.map((path) => basename(path, ".yml"));
    assert.deepEqual(names, ["ci", "deploy", "drift", "preview"]);
  });

  for (const path of files) {
    const name = basename(path, ".yml");
    const text = readFileSync(join(repoDir, path), "utf8");
    const workflow = parse(text) as Workflow;
    const jobs = Object.values(workflow.jobs);
    const steps = jobs.flatMap((job) => job.steps);

    describe(name, () => {
      it("takes each action by its commit, with the release beside", () => {
        const used = [...text.matchAll(/^\s*-? *uses: *(.*)$/gm)].map(([, action = ""]) => action);
        assert.ok(used.length > 0);
        for (const action of used)
          assert.match(action, /^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      });

      it("has no right but to read, and to write what it has to", () => {
        const rights = [workflow.permissions, ...jobs.map(({ permissions }) => permissions ?? {})];
        assert.notEqual(workflow.permissions, undefined);
        const writes = rights.flatMap((right = {}) =>
          Object.entries(right).flatMap(([what, how]) => (how === "read" ? [] : [what])),
        );
        assert.deepEqual(writes, WRITES[name] ?? []);
      });

      it("leaves no credentials in the clone", () => {
        const checkouts = steps.filter(({ uses = "" }) => uses.startsWith("actions/checkout@"));
        assert.ok(checkouts.length > 0);
        for (const step of checkouts) assert.equal(step.with?.["persist-credentials"], false);
      });

      it("puts nothing that a stranger writes, and no secret, into a script", () => {
        for (const { run = "" } of steps) assert.doesNotMatch(run, /\$\{\{/);
        assert.equal("pull_request_target" in workflow.on, false);
      });

      it("ends by itself, and two of a kind do not run beside each other", () => {
        for (const job of jobs) assert.ok((job["timeout-minutes"] ?? Infinity) <= 120);
        // What changes a cluster, or looks whether it was, is not broken off.
        const changes = name === "deploy" || name === "drift";
        assert.equal(workflow.concurrency?.["cancel-in-progress"], !changes);
      });
    });
  }

  it("look at each stack of a public network", () => {
    const open = stacks.filter((stack) => stack !== "dev").toSorted();
    for (const name of ["preview", "drift"]) {
      const { jobs } = parse(
        readFileSync(join(repoDir, `.github/workflows/${name}.yml`), "utf8"),
      ) as Workflow;
      assert.deepEqual(jobs[name]?.strategy?.matrix?.stack?.toSorted(), open, name);
    }
  });

  it("deploy what was merged only, behind an environment's reviewers", () => {
    const { jobs } = parse(
      readFileSync(join(repoDir, ".github/workflows/deploy.yml"), "utf8"),
    ) as Workflow;
    assert.equal(jobs["deploy"]?.if, "github.ref == 'refs/heads/main'");
    assert.equal(jobs["deploy"].environment, "${{ inputs.stack }}");
  });
});
