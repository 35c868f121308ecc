import assert from "node:assert/strict";

import { operatorRules } from "../../../../monitoring/operator/rules.ts";
import { selectorsOf } from "../../../../monitoring/operator/scoped.ts";
import { ruleFile } from "../../../../monitoring/rules/ruleFile.ts";
import { devnet, targetsOf } from "../stacks.ts";

const targets = targetsOf(devnet, 2);
const { groups } = operatorRules({
  network: devnet,
  targets,
  capacity: { nodes: [] },
  nodesNamespace: "ethereum",
  scrapeIntervalSeconds: 15,
}).spec;
const rules = groups.flatMap((group) => group.rules);

describe("the rules for the operator", () => {
  it("read one namespace, and give it to all that they make", () => {
    for (const { expr, labels } of rules) {
      assert.equal(labels?.["namespace"], "ethereum");
      for (const { equals } of selectorsOf(expr)) assert.equal(equals.get("namespace"), "ethereum");
    }
  });

  it("are evaluated as often as the bundled ones", () => {
    for (const { interval } of groups) assert.ok(interval);
  });

  it("read no job that the shared Prometheus has under another name, nor what is recorded from one", () => {
    const jobs = rules.flatMap(({ expr }) =>
      selectorsOf(expr).map(({ equals }) => equals.get("job")),
    );
    const known = new Set<string>(targets.map(({ job }) => job));
    for (const job of jobs) if (job !== undefined) assert.ok(known.has(job), job);
    const recorded = new Set(rules.flatMap((rule) => ("record" in rule ? [rule.record] : [])));
    for (const { expr } of rules) {
      for (const { metric } of selectorsOf(expr)) {
        if (metric.includes(":")) assert.ok(recorded.has(metric), metric);
      }
    }
  });

  it("are all of the bundled ones but those that read such a series", () => {
    const bundled = ruleFile(devnet, targets).groups.flatMap((group) => group.rules);
    const recordedNames = (list: typeof rules) =>
      new Set(list.flatMap((rule) => ("record" in rule ? [rule.record] : [])));
    const kept = recordedNames(rules);
    const lost = new Set([...recordedNames(bundled)].filter((name) => !kept.has(name)));
    const jobs = new Set<string>(targets.map(({ job }) => job));
    const readsElsewhere = ({ expr }: (typeof rules)[number]) =>
      selectorsOf(expr).some(
        ({ metric, equals }) =>
          lost.has(metric) || (equals.has("job") && !jobs.has(equals.get("job") ?? "")),
      );
    const alerts = (list: typeof rules) =>
      list.flatMap((rule) => ("alert" in rule ? rule.alert : []));
    assert.deepEqual(alerts(rules), alerts(bundled.filter((rule) => !readsElsewhere(rule))));
    assert.ok(alerts(rules).includes("Watchdog"));
  });
});
