import assert from "node:assert/strict";

import { ruleFile } from "../../../monitoring/rules/ruleFile.ts";
import { runbookPath } from "../../../monitoring/rules/rule.ts";
import { selectors } from "../../support/promql.ts";
import { toolPath } from "../../support/tool.ts";
import { faults } from "./alertFaults.ts";
import { order } from "./alertOrder.ts";
import { silences } from "./alertSilences.ts";
import { onDevnet, stories, two } from "./alertStories.ts";
import { changed, lowerBy } from "./chain.ts";
import { play, type Story } from "./promtoolTest.ts";
import { devnet, mainnet, targetsOf } from "./stacks.ts";
import { healthyWorld } from "./world.ts";

const text: Story = {
  ...onDevnet((healthy) => {
    const down = changed(healthy, ["up{", "node-1-geth"], () => () => 0);
    return changed(down, ["chain_head_block{", "node-1"], lowerBy(6));
  }, []),
  alerts: [
    {
      second: 600,
      name: "TargetDown",
      labels: {
        severity: "critical",
        chain: "private",
        job: "geth",
        client: "geth",
        layer: "execution",
        instance: "node-1-geth-internal.ethereum:6060",
        network: "devnet",
        node: "node-1",
      },
      annotations: {
        summary: "geth of node-1 cannot be scraped",
        description:
          "Prometheus has had no answer from node-1-geth-internal.ethereum:6060 (geth) for five minutes: " +
          "the program is not running, hangs, or a NetworkPolicy is in the way.",
        runbook: "docs/runbooks/targetdown.md",
        dashboard: "/d/ethnode-resources?var-network=devnet&var-node=node-1",
      },
    },
    {
      second: 600,
      name: "HeadsApart",
      labels: {
        severity: "warning",
        chain: "private",
        job: "geth",
        client: "geth",
        layer: "execution",
        instance: "node-1-geth-internal.ethereum:6060",
        network: "devnet",
        node: "node-1",
      },
      annotations: {
        summary: "Geth of node-1 is 6 blocks behind its siblings",
        description: "node-1 is 6 blocks behind the best node of devnet (5 are allowed).",
        runbook: "docs/runbooks/headsapart.md",
        dashboard: "/d/ethnode-node?var-network=devnet&var-node=node-1",
      },
    },
  ],
};

const all: Readonly<Record<string, Story>> = {
  ...stories,
  ...faults,
  ...silences,
  ...order,
  "they say what was seen, and where": text,
};

describe("the alerts", function () {
  this.timeout(300_000);
  let failures: ReadonlyMap<string, string> = new Map();

  before(async function () {
    failures = await play(toolPath(this, "promtool"), all);
  });

  for (const title of Object.keys(all)) {
    it(title, () => {
      assert.equal(failures.get(title) ?? "", "");
    });
  }

  it("have a story each in which they fire, and do not a moment before", () => {
    const seen = Object.values({ ...stories, ...faults }).flatMap(({ expect }) =>
      expect.flatMap(({ firing, second }) =>
        firing.filter((alert) =>
          expect.some((earlier) => earlier.second < second && !earlier.firing.includes(alert)),
        ),
      ),
    );
    const named = alertNames().filter((name) => name !== "Watchdog");
    assert.deepEqual([...new Set(seen.map((alert) => alert.split(" ")[0]))].sort(), named.sort());
  });

  it("are silent on a healthy stack that has every metric which they read", () => {
    for (const network of [devnet, mainnet]) {
      const targets = targetsOf(network, 2);
      const metrics = new Set(
        Object.keys(healthyWorld(network, targets)).map((series) => series.split("{")[0]),
      );
      const recorded = new Set(
        rulesOf(network).flatMap((rule) => ("record" in rule ? [rule.record] : [])),
      );
      for (const { expr } of rulesOf(network)) {
        for (const { metric } of selectors(expr)) {
          assert.ok(metrics.has(metric) || recorded.has(metric), metric);
        }
      }
    }
  });

  it("name a severity and a runbook each", () => {
    for (const rule of rules()) {
      if (!("alert" in rule)) continue;
      assert.match(rule.labels["severity"] ?? "", /^(critical|warning|info|none)$/);
      assert.equal(rule.annotations["runbook"], runbookPath(rule.alert));
    }
  });

  it("lead to their runbook and their board, where these have an address", () => {
    const links = {
      runbooks: "https://wiki.example.org/runbooks/",
      grafana: "https://grafana.example.org",
    };
    const { groups } = ruleFile(devnet, two, undefined, { links });
    const alerts = groups.flatMap((group) => group.rules.filter((rule) => "alert" in rule));
    for (const { alert, annotations } of alerts) {
      const page = runbookPath(alert).replace("docs", "https://wiki.example.org");
      assert.equal(annotations["runbook_url"], page);
      assert.match(
        annotations["dashboard_url"] ?? "",
        /^https:\/\/grafana\.example\.org\/d\/ethnode-/,
      );
    }
    assert.ok(alerts.length > 30);
  });

  it("differ in name or labels wherever they are two", () => {
    const seen = rulesOf(devnet).flatMap((r) =>
      "alert" in r ? [JSON.stringify([r.alert, r.labels])] : [],
    );
    assert.deepEqual(seen, [...new Set(seen)]);
  });
});

function rulesOf(network: typeof devnet) {
  return ruleFile(
    network,
    targetsOf(network, 2),
    { nodes: [] },
    { resources: true },
  ).groups.flatMap((group) => group.rules);
}

const rules = () => [devnet, mainnet].flatMap(rulesOf);

function alertNames(): string[] {
  return [...new Set(rules().flatMap((rule) => ("alert" in rule ? [rule.alert] : [])))];
}
