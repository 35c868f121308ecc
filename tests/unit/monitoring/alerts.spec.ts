import assert from "node:assert/strict";

import { ruleFile } from "../../../monitoring/rules/ruleFile.ts";
import { runbookPath } from "../../../monitoring/rules/rule.ts";
import { toolPath } from "../../support/tool.ts";
import { alertCases, silentCases, withSeries } from "./alertCases.ts";
import { between, changed, frozenAt, healthyChain, lowerBy, type Signals } from "./chain.ts";
import { play, type Expectation, type Story } from "./promtoolTest.ts";
import { devnet, mainnet, targetsOf } from "./stacks.ts";

const minute = 60;
const hour = 60 * minute;

const two = targetsOf(devnet, 2);
const one = targetsOf(devnet, 1);
const twoMain = targetsOf(mainnet, 2);
const oneMain = targetsOf(mainnet, 1);

const quiet = (until: number, step = minute): Expectation[] =>
  Array.from({ length: until / step }, (_, i) => ({ second: (i + 1) * step, firing: [] }));

/** A private chain of two nodes to which something happens. */
const onDevnet = (happens: (healthy: Signals) => Signals, expect: Expectation[]): Story => ({
  network: devnet,
  targets: two,
  signals: happens(healthyChain(devnet, two)),
  expect,
});
/** The same on a public network. */
const onMainnet = (happens: (healthy: Signals) => Signals, expect: Expectation[]): Story => ({
  network: mainnet,
  targets: twoMain,
  signals: happens(healthyChain(mainnet, twoMain)),
  expect,
});

const stories: Readonly<Record<string, Story>> = {
  "nothing fires on a private chain, from its deployment on": {
    network: devnet,
    targets: two,
    signals: healthyChain(devnet, two, 90),
    expect: quiet(hour),
  },
  "nothing fires on a private chain of one node, which has no peers": {
    network: devnet,
    targets: one,
    signals: changed(
      changed(healthyChain(devnet, one), ["p2p_peers{"], () => () => 0),
      ["p2p_peer_count{"],
      () => () => 0,
    ),
    expect: quiet(hour),
  },
  "nothing fires on a public network": {
    network: mainnet,
    targets: twoMain,
    signals: healthyChain(mainnet, twoMain),
    expect: quiet(6 * hour, 10 * minute),
  },
  "nothing fires when a public network's node is rolled": onMainnet(
    (healthy) => {
      const rolled = changed(healthy, ["up{", "node-0"], between(hour, hour + 2 * minute, 0));
      const head = changed(
        rolled,
        ["beacon_head_slot{", "node-0"],
        between(hour, hour + 3 * minute, 0),
      );
      return changed(
        head,
        ["beacon_finalized_epoch{", "node-0"],
        between(hour, hour + 9 * minute, 0),
      );
    },
    quiet(2 * hour),
  ),
  "nothing fires while a new node of a public network is at block 0": onMainnet(
    (healthy) => changed(healthy, ["chain_head_block{", "node-1"], () => () => 0),
    quiet(hour),
  ),

  "TargetDown: a client is away for more than five minutes": onDevnet(
    (healthy) => changed(healthy, ["up{", "node-1-geth"], between(600, hour, 0)),
    [
      { second: 600 + 285, firing: [] },
      { second: 600 + 315, firing: ["TargetDown node-1"] },
    ],
  ),
  "TargetDown: the peer monitor is away, which is no node's": onDevnet(
    (healthy) => changed(healthy, ["up{", "peer-monitor"], between(600, hour, 0)),
    [{ second: 600 + 315, firing: ["TargetDown"] }],
  ),
  "TargetMissing: Prometheus no longer knows a client": onDevnet(
    (healthy) => changed(healthy, ["up{", "node-1-geth"], between(600, hour, undefined)),
    [
      { second: 600 + 285, firing: [] },
      { second: 600 + 11 * minute, firing: ["TargetMissing"] },
    ],
  ),
  "HeadStalled: Geth of one node gets no more blocks": onDevnet(
    (healthy) => changed(healthy, ["chain_head_block{"], frozenAt(600)),
    [
      { second: 600 + 60, firing: [] },
      { second: 600 + 150, firing: ["HeadStalled node-0", "HeadStalled node-1"] },
    ],
  ),
  "HeadStalled: not before there is a first block": onDevnet(
    (healthy) => changed(healthy, ["chain_head_block{"], () => () => 0),
    quiet(10 * minute),
  ),
  "HeadsApart: Geth of one node is behind and moves": onDevnet(
    (healthy) => changed(healthy, ["chain_head_block{", "node-1"], lowerBy(6)),
    [
      { second: 90, firing: [] },
      { second: 10 * minute, firing: ["HeadsApart node-1"] },
    ],
  ),
  "HeadsApart: five blocks are allowed": onDevnet(
    (healthy) => changed(healthy, ["chain_head_block{", "node-1"], lowerBy(5)),
    quiet(10 * minute),
  ),
  "HeadsApart: a private chain's node that never leaves block 0": onDevnet(
    (healthy) => changed(healthy, ["chain_head_block{", "node-1"], () => () => 0),
    [{ second: 10 * minute, firing: ["HeadsApart node-1"] }],
  ),
  "NoExecutionPeers: Geth of one node loses its peers": onDevnet(
    (healthy) => changed(healthy, ["p2p_peers{", "node-1"], between(600, hour, 0)),
    [
      { second: 600 + 285, firing: [] },
      { second: 600 + 315, firing: ["NoExecutionPeers node-1"] },
    ],
  ),
  "NoExecutionPeers: also with one node, on a public network": {
    network: mainnet,
    targets: oneMain,
    signals: changed(healthyChain(mainnet, oneMain), ["p2p_peers{"], () => () => 0),
    expect: [{ second: 315, firing: ["NoExecutionPeers node-0"] }],
  },
  "NoConsensusPeers: Prysm of one node loses its peers": onDevnet(
    (healthy) => changed(healthy, ["p2p_peer_count{", "node-0"], between(600, hour, 0)),
    [
      { second: 600 + 285, firing: [] },
      { second: 600 + 315, firing: ["NoConsensusPeers node-0"] },
    ],
  ),
  "NotFinalizing: blocks come, votes don't (private chain)": onDevnet(
    (healthy) => changed(healthy, ["beacon_finalized_epoch{"], frozenAt(600)),
    [
      { second: 600 + 2 * minute, firing: [] },
      { second: 600 + 4 * minute, firing: ["NotFinalizing node-0", "NotFinalizing node-1"] },
    ],
  ),
  "NotFinalizing: blocks come, votes don't (public network)": onMainnet(
    (healthy) => changed(healthy, ["beacon_finalized_epoch{"], frozenAt(hour)),
    [
      { second: hour + 20 * minute, firing: [] },
      { second: hour + 40 * minute, firing: ["NotFinalizing node-0", "NotFinalizing node-1"] },
    ],
  ),
  "NotFinalizing: a chain that never began to": onDevnet(
    (healthy) => changed(healthy, ["beacon_finalized_epoch{"], () => () => 0),
    [{ second: 5 * minute, firing: ["NotFinalizing node-0", "NotFinalizing node-1"] }],
  ),
  "BeaconBehindClock: Prysm of one node is behind and moves": onDevnet(
    (healthy) => changed(healthy, ["beacon_head_slot{", "node-1"], lowerBy(40)),
    [
      { second: 60, firing: [] },
      { second: 10 * minute, firing: ["BeaconBehindClock node-1"] },
    ],
  ),
  "BeaconBehindClock: no block arrives at all, and Prysm's own clock stops with its head":
    onMainnet(
      (healthy) =>
        changed(
          changed(healthy, ["chain_head_block{"], frozenAt(hour)),
          ["beacon_"],
          frozenAt(hour),
        ),
      [
        {
          second: hour + 15 * minute,
          firing: ["node-0", "node-1"].flatMap((node) => [
            `BeaconBehindClock ${node}`,
            `HeadStalled ${node}`,
          ]),
        },
      ],
    ),
};

/** Those whose stories are told above by hand; every other alert has its row in the table, or the test below fails. */
const toldByHand = new Set([
  ...["BeaconBehindClock", "HeadStalled", "HeadsApart", "NoConsensusPeers", "NoExecutionPeers"],
  ...["NotFinalizing", "TargetDown", "TargetMissing", "Watchdog"],
]);

/** The fault and the four silences of each alert of the table. */
const tabled: Readonly<Record<string, Story>> = Object.fromEntries(
  Object.entries(alertCases).flatMap(([name, one]) => [
    [
      `${name}: fires on its fault, not before`,
      onDevnet(
        (healthy) => withSeries(healthy, one.series, one.fault),
        [
          { second: one.silentUntil, firing: [] },
          { second: one.firesAt, firing: [one.as] },
        ],
      ),
    ],
    ...silentCases.map((which): [string, Story] => [
      `${name}: is silent: ${which}`,
      onDevnet((healthy) => withSeries(healthy, one.series, one[which]), quiet(30 * minute)),
    ]),
  ]),
);

describe("the alerts", function () {
  this.timeout(30_000);

  for (const [title, story] of Object.entries({ ...stories, ...tabled })) {
    it(title, async function () {
      await play(toolPath(this, "promtool"), story);
    });
  }

  it("say what was seen, and where", async function () {
    await play(toolPath(this, "promtool"), {
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
          },
        },
        {
          second: 600,
          name: "HeadsApart",
          labels: {
            severity: "warning",
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
          },
        },
      ],
    });
  });

  it("have a row each in the table, but for those told by hand", () => {
    const named = alertNames().filter((name) => !toldByHand.has(name));
    assert.deepEqual(named.sort(), Object.keys(alertCases).sort());
  });

  it("have a story each in which they fire", () => {
    const told = Object.values({ ...stories, ...tabled })
      .flatMap(({ expect }) => expect.flatMap(({ firing }) => firing))
      .map((alert) => alert.split(" ")[0]);
    const named = alertNames().filter((name) => name !== "Watchdog");
    assert.deepEqual([...new Set(told)].sort(), named.sort());
  });

  it("name a severity and a runbook each", () => {
    for (const rule of rules()) {
      if (!("alert" in rule)) continue;
      assert.match(rule.labels["severity"] ?? "", /^(critical|warning|info|none)$/);
      assert.equal(rule.annotations["runbook"], runbookPath(rule.alert));
    }
  });

  it("differ in name or labels wherever they are two", () => {
    const seen = rules().flatMap((r) =>
      "alert" in r ? [JSON.stringify([r.alert, r.labels])] : [],
    );
    assert.deepEqual(seen, [...new Set(seen)]);
  });
});

function rules() {
  return ruleFile(devnet, two).groups.flatMap((group) => group.rules);
}

function alertNames(): string[] {
  return [...new Set(rules().flatMap((rule) => ("alert" in rule ? [rule.alert] : [])))];
}
