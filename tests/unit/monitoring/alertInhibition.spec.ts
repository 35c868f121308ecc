import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { waitFor } from "../../../local/support/wait.ts";
import { causes, inhibitRules } from "../../../monitoring/inhibition.ts";
import type { MonitoredNetwork } from "../../../monitoring/network.ts";
import { outlasts } from "../../../monitoring/rules/outlast.ts";
import { ruleFile } from "../../../monitoring/rules/ruleFile.ts";
import { RealAlertmanager } from "../../support/alertmanager.ts";
import { toolPath } from "../../support/tool.ts";
import { devnet, mainnet, targetsOf } from "./stacks.ts";

type Labels = Readonly<Record<string, string>>;

/** An alert of a node as `EngineSilent 0`, with the layer where it is of one: `TargetDown 0 execution`. */
interface Fault {
  readonly network: MonitoredNetwork;
  /** All alerts that the fault raises, most of them after the first. */
  readonly raises: readonly string[];
  /** Those of which people hear. */
  readonly heard: readonly string[];
}

const on = (node: number, ...alerts: readonly string[]): string[] =>
  alerts.map((alert) => `${alert} ${node}`);
const stands = [
  ...["HeadStalled", "HeadTooOld", "BeaconBehindClock", "NotFinalizing", "FinalityLag"],
  ...["NodeNotInSync", "ParticipationLow"],
];
const everywhere = [...on(0, ...stands), ...on(1, ...stands)];
const duties = ["ValidatorSilent", "AttestationsMissed", "ProposalFailed"];

/** What the real chain's faults raise, on a private chain whose node-0 has most of the stake, and on a public network. */
const faults: Readonly<Record<string, Fault>> = {
  "Geth is gone": {
    network: devnet,
    raises: [
      ...["TargetDown 0 execution", "NoExecutionPeers 1", "ExecutionOptimistic 0"],
      ...on(0, "EngineSilent", "RpcErrors", "ContainerRestarting", ...duties),
      ...everywhere,
    ],
    heard: ["TargetDown 0 execution"],
  },
  "Geth is gone, on a public network": {
    network: mainnet,
    raises: [
      "TargetDown 0 execution",
      ...on(0, "EngineSilent", "ContainerRestarting", ...stands, ...duties),
    ],
    heard: ["TargetDown 0 execution"],
  },
  "Prysm is gone": {
    network: devnet,
    raises: [
      "TargetDown 0 consensus",
      ...on(0, ...duties),
      ...on(1, "NoConsensusPeers"),
      ...everywhere,
    ],
    heard: ["TargetDown 0 consensus"],
  },
  "peers are cut off": {
    network: mainnet,
    raises: on(
      0,
      "NoConsensusPeers",
      "NoExecutionPeers",
      "FewConsensusPeers",
      "FewExecutionPeers",
      "OutboundPeersFalling",
      ...stands,
      ...duties,
    ),
    heard: ["NoConsensusPeers 0"],
  },
  "two nodes of a private chain are cut off from each other: one alert of each": {
    network: devnet,
    raises: [
      ...on(0, "NoConsensusPeers", "NoExecutionPeers"),
      ...on(1, "NoConsensusPeers", "NoExecutionPeers"),
      ...everywhere,
    ],
    heard: ["NoConsensusPeers 0", "NoConsensusPeers 1"],
  },
  "Geth's volume is full": {
    network: devnet,
    raises: [
      ...["VolumeLow 0 execution", "VolumeFillsUp 0 execution", "TargetDown 0 execution"],
      ...["ContainerRestarting 0 execution", "DatabaseWriteStall 0 execution"],
      ...on(0, "EngineSilent", ...duties),
      ...everywhere,
    ],
    heard: ["VolumeLow 0 execution"],
  },
  "validators are halted": {
    network: devnet,
    raises: ["TargetDown 0 validator", ...on(0, ...duties), ...everywhere],
    heard: ["TargetDown 0 validator"],
  },
  "validators hang": {
    network: devnet,
    raises: [...on(0, ...duties), ...everywhere],
    heard: ["ValidatorSilent 0"],
  },
  "the engine API is cut": {
    network: mainnet,
    raises: on(0, "EngineSilent", "ExecutionOptimistic", ...stands, ...duties),
    heard: ["EngineSilent 0"],
  },
  "Prometheus stores nothing": {
    network: mainnet,
    raises: ["PrometheusNotIngesting", "TargetMissing", "TargetDown 0 execution"],
    heard: ["PrometheusNotIngesting"],
  },
  "two faults at once are two alerts": {
    network: mainnet,
    raises: ["TargetDown 0 execution", ...on(0, ...stands), ...on(1, "HeadStalled", "HeadTooOld")],
    heard: ["TargetDown 0 execution", "HeadStalled 1"],
  },
  "what is nobody's effect is always heard": {
    network: devnet,
    raises: [
      "TargetDown 0 execution",
      ...on(0, "ValidatorSlashed", "InvalidPayload", "HeadStalled"),
    ],
    heard: ["TargetDown 0 execution", "ValidatorSlashed 0", "InvalidPayload 0"],
  },
};

const ruleOf = (network: MonitoredNetwork, alert: string): Labels => {
  const rules = ruleFile(
    network,
    targetsOf(network, 2),
    { nodes: [] },
    { resources: true },
  ).groups.flatMap((group) => group.rules);
  const rule = rules.find((one) => "alert" in one && one.alert === alert);
  assert.ok(rule !== undefined, `there is no alert ${alert}`);
  return rule.labels ?? {};
};

/** An alert as Prometheus sends it, of a network of the fault's own: all are in one Alertmanager at once. */
function labels(fault: string, { network }: Fault, alert: string): Labels {
  const [alertname = "", node, layer] = alert.split(" ");
  return {
    ...ruleOf(network, alertname),
    alertname,
    fault,
    ...(node === undefined ? {} : { node: `node-${node}`, network: fault }),
    ...(layer === undefined ? {} : { layer }),
  };
}

describe("one cause is one alert", function () {
  this.timeout(60_000);
  let folder = "";
  let alertmanager: RealAlertmanager | undefined;

  before(async function () {
    const path = toolPath(this, "alertmanager");
    folder = mkdtempSync(join(tmpdir(), "ethnode-inhibition-"));
    mkdirSync(join(folder, "alertmanager"));
    alertmanager = await RealAlertmanager.start(
      path,
      join(folder, "alertmanager"),
      { receivers: [], keys: {}, deadMansSwitchUrl: undefined },
      () => ({ group_wait: "1s", group_interval: "1s", repeat_interval: "1h" }),
    );
  });

  after(async () => {
    await alertmanager?.stop();
    if (folder !== "") rmSync(folder, { recursive: true });
  });

  const heard = async (fault: string): Promise<string[]> =>
    ((await alertmanager?.unsuppressed()) ?? [])
      .filter((one) => one["fault"] === fault)
      .map(({ alertname, node, layer }) =>
        [alertname, node?.replace("node-", ""), layer].filter(Boolean).join(" "),
      )
      .sort();

  for (const [title, fault] of Object.entries(faults)) {
    it(`${title}: ${fault.raises.length} alerts, ${fault.heard.length} heard`, async () => {
      const all = [...new Set(fault.raises)].map((alert) => ({
        labels: labels(title, fault, alert),
      }));
      await alertmanager?.post(all);
      const wanted = [...fault.heard].sort();
      await waitFor(
        "what is heard",
        async () => JSON.stringify(await heard(title)) === JSON.stringify(wanted),
        { timeout: 5000 },
      ).catch(() => undefined);
      assert.deepEqual(await heard(title), wanted);
      const past = new Date(Date.now() - 1000).toISOString();
      await alertmanager?.post(all.map((one) => ({ ...one, endsAt: past })));
    });
  }

  it("is said of alerts that there are", () => {
    for (const { cause, effects } of causes) {
      for (const name of [...cause, ...effects]) ruleOf(mainnet, name);
    }
    assert.equal(inhibitRules.length, causes.length + 1);
  });

  for (const network of [devnet, mainnet]) {
    it(`is said of causes that stay longer than those of their effects that stay, too: ${network.name}`, () => {
      const stays = (name: string): number => outlasts[name]?.(network) ?? 0;
      for (const { cause, effects } of causes) {
        for (const first of cause) {
          for (const then of effects.filter((name) => name in outlasts)) {
            assert.ok(stays(first) > stays(then), `${first} holds back ${then}`);
          }
        }
      }
      for (const name of Object.keys(outlasts)) ruleOf(network, name);
    });
  }

  // Two alerts that hold back each other are heard by nobody.
  for (const other of ['chain=""', 'chain="private"']) {
    it(`never goes in a circle, where it is not ${other}`, () => {
      const follows = new Map<string, Set<string>>();
      for (const { cause, effects } of causes.filter(({ where = [] }) => !where.includes(other))) {
        for (const name of cause) {
          // Alertmanager lets none that is a source and a target of one rule hold back another such.
          const others = effects.filter((effect) => !cause.includes(effect));
          follows.set(name, new Set([...(follows.get(name) ?? []), ...others]));
        }
      }
      const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
        [...(follows.get(from) ?? [])].some(
          (next) => next === to || (!seen.has(next) && reaches(next, to, seen.add(next))),
        );
      for (const name of follows.keys()) assert.ok(!reaches(name, name), name);
    });
  }
});
