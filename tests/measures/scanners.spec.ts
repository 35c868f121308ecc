import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { runUnchecked } from "../../local/support/command.ts";
import { note } from "../support/clusterReport.ts";
import { kubernetesObjects, runStack, type KubernetesObject } from "../support/runStack.ts";
import { stacks } from "../support/stackConfig.ts";

/** What is not asked of the stacks. docs/policy.md has why. */
const skipped = {
  checkov: ["CKV_K8S_11", "CKV_K8S_15", "CKV_K8S_43"],
  kubeScore: ["container-image-pull-policy", "networkpolicy-targets-pod", "pod-probes-identical"],
};

/** kube-score's grade of what it calls critical. */
const critical = 1;

interface Score {
  readonly object_name: string;
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
  }[];
}

interface Checked {
  readonly summary: { readonly passed: number; readonly parsing_errors: number };
  readonly results: { readonly failed_checks: { check_id: string; resource: string }[] };
}

// Not in `make test`: kube-score and checkov are asked by hand, from PATH (go install github.com/zegl/kube-score/cmd/kube-score@v1.20.0;
// pip install checkov==3.3.30).
for (const stack of stacks)
  describe(`the objects of ${stack}, as scanners see them`, function () {
    this.timeout("5m");
    let folder: string;
    let file: string;
    let objects: readonly KubernetesObject[];

    before(async () => {
      await runStack(stack);
      objects = kubernetesObjects();
      folder = await mkdtemp(join(tmpdir(), "ethnode-scan-"));
      file = join(folder, "all.yaml");
      await write(objects);
    });
    after(() => rm(folder, { recursive: true, force: true }));

    const write = (all: readonly KubernetesObject[]): Promise<void> =>
      writeFile(file, all.map((object) => JSON.stringify(object)).join("\n---\n"));

    async function kubeScore(): Promise<string[]> {
      const ignored = skipped.kubeScore.flatMap((test) => ["--ignore-test", test]);
      const flags = ["--output-format=json", "--ignore-container-cpu-limit", ...ignored];
      const { stdout } = await runUnchecked("kube-score", ["score", ...flags, file]);
      const scores = JSON.parse(stdout) as Score[];
      assert.ok(scores.length >= 30, `${scores.length} objects were looked at`);
      return scores.flatMap(({ object_name: name, checks }) =>
        checks
          .filter((one) => !one.skipped && one.grade === critical)
          .map(({ check }) => `${name}: ${check.id}`),
      );
    }

    async function checkov(): Promise<[passed: number, failed: string[]]> {
      const flags = ["--framework=kubernetes", "--compact", "--quiet", "--output=json"];
      const skip = `--skip-check=${skipped.checkov.join(",")}`;
      const { stdout } = await runUnchecked("checkov", [`--file=${file}`, ...flags, skip]);
      const { summary, results } = JSON.parse(stdout) as Checked;
      assert.equal(summary.parsing_errors, 0);
      const failed = results.failed_checks.map((one) => `${one.resource}: ${one.check_id}`);
      return [summary.passed, failed];
    }

    it("are nothing critical to kube-score", async () => {
      assert.deepEqual(await kubeScore(), []);
    });

    it("fail none of checkov's checks", async function () {
      const [passed, failed] = await checkov();
      assert.deepEqual(failed, []);
      note(this, `${passed} passed`);
    });

    it("would be found, were one pod of them as pods often are", async () => {
      const changed = structuredClone(objects) as KubernetesObject[];
      const one = changed.find(({ kind }) => kind === "StatefulSet");
      const { template } = one?.["spec"] as { template: { spec: Record<string, unknown> } };
      template.spec["securityContext"] = {};
      template.spec["automountServiceAccountToken"] = true;
      await write(changed);
      assert.ok((await kubeScore()).length > 0);
      assert.ok((await checkov())[1].length > 0);
    });
  });
