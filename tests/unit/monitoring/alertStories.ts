import { between, changed, frozenAt, lowerBy, type Signals } from "./chain.ts";
import type { Expectation, Story } from "./promtoolTest.ts";
import { devnet, mainnet, targetsOf } from "./stacks.ts";
import { healthyWorld } from "./world.ts";

export const minute = 60;
export const hour = 60 * minute;

export const two = targetsOf(devnet, 2);
const one = targetsOf(devnet, 1);
const twoMain = targetsOf(mainnet, 2);
const oneMain = targetsOf(mainnet, 1);

export const quiet = (until: number, step = minute): Expectation[] =>
  Array.from({ length: until / step }, (_, i) => ({ second: (i + 1) * step, firing: [] }));

/** A private chain of two nodes to which something happens. */
export const onDevnet = (happens: (healthy: Signals) => Signals, expect: Expectation[]): Story => ({
  network: devnet,
  targets: two,
  signals: happens(healthyWorld(devnet, two)),
  expect,
});
/** The same on a public network. */
export const onMainnet = (
  happens: (healthy: Signals) => Signals,
  expect: Expectation[],
): Story => ({
  network: mainnet,
  targets: twoMain,
  signals: happens(healthyWorld(mainnet, twoMain)),
  expect,
});

/** What happens to a stack, told one by one. */
export const stories: Readonly<Record<string, Story>> = {
  "nothing fires on a private chain, from its deployment on": {
    network: devnet,
    targets: two,
    signals: healthyWorld(devnet, two, 90),
    expect: quiet(hour),
  },
  "nothing fires on a private chain of one node, which has no peers": {
    network: devnet,
    targets: one,
    signals: changed(
      changed(healthyWorld(devnet, one), ["p2p_peers{"], () => () => 0),
      ["p2p_peer_count{"],
      () => () => 0,
    ),
    expect: quiet(hour),
  },
  "nothing fires on a public network": {
    network: mainnet,
    targets: twoMain,
    signals: healthyWorld(mainnet, twoMain),
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
      { second: 600 + 420, firing: [] },
      { second: 600 + 480, firing: ["HeadStalled node-0", "HeadStalled node-1"] },
    ],
  ),
  "HeadStalled: not before there is a first block": onDevnet(
    (healthy) => changed(healthy, ["chain_head_block{"], () => () => 0),
    quiet(20 * minute),
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
      { second: 600 + 345, firing: [] },
      { second: 600 + 375, firing: ["NoExecutionPeers node-1"] },
    ],
  ),
  "NoExecutionPeers: also with one node, on a public network": {
    network: mainnet,
    targets: oneMain,
    signals: changed(healthyWorld(mainnet, oneMain), ["p2p_peers{"], () => () => 0),
    expect: [{ second: 375, firing: ["NoExecutionPeers node-0"] }],
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
      { second: 600 + 7 * minute, firing: [] },
      { second: 600 + 9 * minute, firing: ["NotFinalizing node-0", "NotFinalizing node-1"] },
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
    [{ second: 10 * minute, firing: ["NotFinalizing node-0", "NotFinalizing node-1"] }],
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
        // Nothing is asked of the engine either, which is not its silence.
        ["chain_head_block{", "beacon_", "_node_count{", "_milliseconds_"].reduce(
          (signals, word) => changed(signals, [word], frozenAt(hour)),
          healthy,
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
