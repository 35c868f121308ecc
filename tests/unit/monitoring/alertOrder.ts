import { onDevnet, onMainnet } from "./alertStories.ts";
import { between, changed, frozenAt, since, type Signals } from "./chain.ts";
import type { Story } from "./promtoolTest.ts";

const start = 900;

const changes =
  (...all: readonly (readonly [words: readonly string[], to: ReturnType<typeof since>])[]) =>
  (healthy: Signals): Signals =>
    all.reduce((signals, [words, to]) => changed(signals, words, to), healthy);

/** No node has a new block, finality or vote; the agents say so. */
const chainStands = [
  [["chain_head_block{"], frozenAt(start)],
  [["beacon_head_slot"], frozenAt(start)],
  [["beacon_finalized"], frozenAt(start)],
  [["head_timestamp"], frozenAt(start)],
  [["last_attested"], frozenAt(start)],
  [["in_sync"], since(start + 60, () => 0)],
] as const;

const unanswered = [["_valid_node_count", 'node="node-0"'], frozenAt(start)] as const;

/** A signal that keeps its value for a while. */
const frozenBetween =
  (from: number, to: number): ReturnType<typeof since> =>
  (old) =>
  (t) =>
    old(t >= from && t < to ? from : t);

/**
 * What breaks first alerts first, by more than Alertmanager's half minute where it is another node's: what follows is then held
 * back before anybody hears of it.
 */
export const order: Readonly<Record<string, Story>> = {
  "the cause comes first: Geth is gone, and with it most of a private chain's stake": onDevnet(
    changes(...chainStands, [["up{", "node-0-geth"], since(start, () => 0)], unanswered),
    [
      { second: start + 285, firing: [] },
      { second: start + 330, firing: ["TargetDown node-0"] },
    ],
  ),
  "the cause comes first: the engine API is cut": onMainnet(
    changes(
      [["chain_head_block{", "node-0"], frozenAt(start)],
      [["beacon_head_slot", "node-0"], frozenAt(start)],
      [["beacon_finalized", "node-0"], frozenAt(start)],
      [["head_timestamp", "node-0"], frozenAt(start)],
      [["in_sync", "node-0"], since(start + 60, () => 0)],
      unanswered,
    ),
    [
      { second: start + 330, firing: [] },
      { second: start + 420, firing: ["EngineSilent node-0"] },
      {
        second: start + 600,
        firing: ["BeaconBehindClock", "EngineSilent", "HeadStalled", "HeadTooOld"].map(
          (alert) => `${alert} node-0`,
        ),
      },
    ],
  ),
  "the cause comes first: peers are cut off, and given up after a minute": onMainnet(
    changes(
      // Geth's peers and then Prysm's, as they were seen to.
      [["p2p_peers", "node-0"], since(start + 40, () => 0)],
      [["p2p_peer_count", "node-0"], since(start + 60, () => 0)],
      [["chain_head_block{", "node-0"], frozenAt(start)],
      [["beacon_head_slot", "node-0"], frozenAt(start)],
      [["_node_count", "node-0"], frozenAt(start)],
      [["_milliseconds_", "node-0"], frozenAt(start)],
    ),
    [
      { second: start + 345, firing: [] },
      { second: start + 375, firing: ["NoConsensusPeers node-0"] },
      { second: start + 420, firing: ["NoConsensusPeers node-0", "NoExecutionPeers node-0"] },
    ],
  ),
  "the cause stays last: a client is back before its validators' next vote": onDevnet(
    changes(
      [["up{", "node-1-geth"], between(start, start + 480, 0)],
      [["last_attested", "node-1"], frozenBetween(start, start + 510)],
    ),
    [
      { second: start + 505, firing: ["TargetDown node-1", "ValidatorSilent node-1"] },
      { second: start + 555, firing: ["TargetDown node-1"] },
      { second: start + 480 + 150, firing: ["TargetDown node-1"] },
      { second: start + 480 + 210, firing: [] },
    ],
  ),
};
