import { duration, wholeMinutes } from "../duration.ts";
import { of, type ScrapeTarget } from "../jobs.ts";
import { epochSeconds, type MonitoredNetwork } from "../network.ts";
import { limits } from "../limits.ts";
import { patience, windowOfSlots } from "./patience.ts";
import { alert, type AlertingRule, type RecordingRule, type RuleGroup } from "./rule.ts";

/** Series that these rules compute; the dashboard shows them, too. */
export const recorded = {
  /** By how many slots a beacon node's head is behind the wall clock. */
  slotsBehind: "ethnode:beacon_slots_behind",
  /** How many epochs the wall clock is ahead of a beacon node's finalized epoch; 2 or 3 when all is well. */
  epochsUnfinalized: "ethnode:beacon_epochs_unfinalized",
} as const;

/** A young chain finalizes nothing before epoch 4 begins, so a larger lag than this is never healthy. */
const maxEpochsUnfinalized = limits.epochsUnfinalized.critical;

/** What can be wrong with consensus clients. */
export function consensusRules(
  network: MonitoredNetwork,
  targets: readonly ScrapeTarget[],
): RuleGroup {
  const nodes = targets.filter((t) => t.job === "prysm-beacon" && t.network === network.name);
  return {
    name: `consensus-${network.name}`,
    rules: [
      slotsBehind(network),
      epochsUnfinalized(network),
      behindClock(network),
      notFinalizing(network),
      ...(nodes.length > 1 || network.public ? [noPeers(network)] : []),
    ],
  };
}

/**
 * Measured by the wall clock. Prysm's own `beacon_clock_time_slot` is written only when a block is processed: when blocks
 * stop, it stops together with the head, and the difference of the two stays near 0.
 */
function slotsBehind(network: MonitoredNetwork): RecordingRule {
  const head = of("prysm-beacon", "beacon_head_slot", { network: network.name });
  return {
    record: recorded.slotsBehind,
    expr: `${stepsSince(network, network.secondsPerSlot)} - ${head}`,
  };
}

function epochsUnfinalized(network: MonitoredNetwork): RecordingRule {
  const finalized = of("prysm-beacon", "beacon_finalized_epoch", { network: network.name });
  return {
    record: recorded.epochsUnfinalized,
    expr: `${stepsSince(network, epochSeconds(network))} - ${finalized}`,
  };
}

/** Whole steps of so many seconds from genesis to now; 0 before genesis. */
export function stepsSince(network: MonitoredNetwork, stepSeconds: number): string {
  return `scalar(floor(clamp_min(vector(time() - ${network.genesisTime}) / ${stepSeconds}, 0)))`;
}

function behindClock(network: MonitoredNetwork): AlertingRule {
  // A scrape is up to 15 seconds old and a proposer may miss its slot; a minute covers both on chains with short slots.
  const allowed = Math.max(limits.slotsBehind.critical, Math.ceil(60 / network.secondsPerSlot));
  const behind = `${recorded.slotsBehind}{job="prysm-beacon",network="${network.name}"}`;
  // A node that syncs gains on the clock; one that gains a tenth will be there.
  const window = windowOfSlots(25, network.secondsPerSlot);
  const catchesUp = Math.ceil(window / network.secondsPerSlot / 10);
  return alert({
    name: "BeaconBehindClock",
    severity: "critical",
    expr: `${behind} > ${allowed} unless ${behind} offset ${duration(window)} - ${behind} > ${catchesUp}`,
    forSeconds: Math.max(window, patience("effect", allowed * network.secondsPerSlot)),
    summary: "Prysm of {{ $labels.node }} is {{ $value }} slots behind the clock",
    description:
      "The head of {{ $labels.node }} is {{ $value }} slots older than the time of day says for " +
      `{{ $labels.network }} (${allowed} are allowed) and does not catch up: it hangs, or gets no blocks.`,
  });
}

function notFinalizing(network: MonitoredNetwork): AlertingRule {
  const unfinalized = `${recorded.epochsUnfinalized}{job="prysm-beacon",network="${network.name}"}`;
  // A node that syncs brings the number down, epoch by epoch.
  const window = wholeMinutes(2 * epochSeconds(network), 60);
  return alert({
    name: "NotFinalizing",
    severity: "critical",
    expr: `${unfinalized} > ${maxEpochsUnfinalized} unless ${unfinalized} offset ${duration(window)} > ${unfinalized}`,
    // Prysm writes its finalized epoch at the first epoch boundary after a start and says 0 until then.
    forSeconds: wholeMinutes(
      2 * epochSeconds(network),
      patience("effect", 2 * epochSeconds(network)),
    ),
    summary: "{{ $labels.network }} is not finalizing, as {{ $labels.node }} sees it",
    description:
      "{{ $labels.node }} has seen no epoch finalized for {{ $value }} epochs " +
      `(${maxEpochsUnfinalized} are allowed). Fewer than two thirds of the stake vote for one chain, or this node does not see them.`,
  });
}

function noPeers(network: MonitoredNetwork): AlertingRule {
  const connected = of("prysm-beacon", "p2p_peer_count", {
    network: network.name,
    state: "Connected",
  });
  return alert({
    name: "NoConsensusPeers",
    severity: "critical",
    expr: `${connected} == 0`,
    forSeconds: patience("cause"),
    summary: "Prysm of {{ $labels.node }} has no peers",
    description:
      "{{ $labels.node }} has had no consensus peer on {{ $labels.network }} for five minutes: " +
      "it sees no blocks and no votes but its own.",
  });
}
