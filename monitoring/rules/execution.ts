import { duration, wholeMinutes } from "../duration.ts";
import { of, type ScrapeTarget } from "../jobs.ts";
import type { MonitoredNetwork } from "../network.ts";
import { limits } from "../limits.ts";
import { patience, windowOfSlots } from "./patience.ts";
import { alert, type AlertingRule, type RuleGroup } from "./rule.ts";

/** What can be wrong with execution clients. */
export function executionRules(
  network: MonitoredNetwork,
  targets: readonly ScrapeTarget[],
): RuleGroup {
  const nodes = targets.filter((t) => t.job === "geth" && t.network === network.name).length;
  const several = nodes > 1;
  return {
    name: `execution-${network.name}`,
    rules: [
      headStalled(network),
      ...(several ? [headsApart(network)] : []),
      ...(several || network.public ? [noPeers(network)] : []),
    ],
  };
}

/**
 * Geth has no "syncing" and no age of its head, so a head that does not move is all there is to see. A head of 0 is a chain
 * that has not begun, or a snap sync under way, which says nothing for hours.
 */
function headStalled(network: MonitoredNetwork): AlertingRule {
  const head = of("geth", "chain_head_block", { network: network.name });
  const window = windowOfSlots(25, network.secondsPerSlot);
  return alert({
    name: "HeadStalled",
    severity: "critical",
    expr: `changes(${head}[${duration(window)}]) == 0 and ${head} > 0`,
    forSeconds: patience("effect", window),
    summary: "Geth of {{ $labels.node }} has had no new block for {{ $labels.network }}",
    description:
      `The head of {{ $labels.node }} has not moved for more than ${duration(window)} ` +
      `(a slot is ${duration(network.secondsPerSlot)}).`,
  });
}

/**
 * A node that is behind the others. Equal heights are no proof of one chain: the block's hash is in no metric, so two nodes
 * on two forks of the same height look the same here. The peers and the finality of each node tell those apart.
 */
function headsApart(network: MonitoredNetwork): AlertingRule {
  const head = of("geth", "chain_head_block", { network: network.name });
  const behind = `max by (network) (${head}) - on (network) group_right () ${head} > ${limits.headsApartBlocks}`;
  return alert({
    name: "HeadsApart",
    severity: "warning",
    // On a public network a new node stays at block 0 for the hours of its first sync, and is behind by design.
    expr: network.public ? `(${behind}) and ${head} > 0` : behind,
    forSeconds: wholeMinutes(50 * network.secondsPerSlot, patience("effect")),
    summary: "Geth of {{ $labels.node }} is {{ $value }} blocks behind its siblings",
    description:
      "{{ $labels.node }} is {{ $value }} blocks behind the best node of {{ $labels.network }} " +
      `(${limits.headsApartBlocks} are allowed).`,
  });
}

function noPeers(network: MonitoredNetwork): AlertingRule {
  return alert({
    name: "NoExecutionPeers",
    severity: "critical",
    expr: `${of("geth", "p2p_peers", { network: network.name })} == 0`,
    // Prysm, cut off by the same, gives its peers up twenty seconds after Geth (measured), and matters more.
    forSeconds: patience("link"),
    summary: "Geth of {{ $labels.node }} has no peers",
    description:
      "{{ $labels.node }} has had no execution peer on {{ $labels.network }} for six minutes: " +
      "it gets no transactions and cannot catch up by itself after a pause.",
  });
}
