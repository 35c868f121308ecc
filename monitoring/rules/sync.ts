import { duration, wholeMinutes } from "../duration.ts";
import { of } from "../jobs.ts";
import { limits } from "../limits.ts";
import { epochSeconds, type MonitoredNetwork } from "../network.ts";
import { inSyncBefore } from "./inSyncBefore.ts";
import { patience } from "./patience.ts";
import { alert, type AlertingRule, type RuleGroup } from "./rule.ts";

/** Heads that are too old, first syncs that stand still, and votes that are missing. */
export function syncRules(network: MonitoredNetwork): RuleGroup {
  return {
    name: `sync-${network.name}`,
    rules: [
      headTooOld(network),
      ...(network.public ? [initialSyncStalled(network)] : []),
      finalityLag(network),
      participationLow(network),
    ],
  };
}

const slotOfPublicNetworks = 12;

/** Of any execution client: its agent reads the newest block's own time, which no client but Besu exports. */
function headTooOld(network: MonitoredNetwork): AlertingRule {
  const slots = limits.headAgeSeconds.critical / slotOfPublicNetworks;
  const allowed = Math.max(60, slots * network.secondsPerSlot);
  const head = of("peer-monitor", "eth_peer_monitor_head_timestamp_seconds");
  return alert({
    name: "HeadTooOld",
    severity: "critical",
    expr: `time() - ${head} > ${allowed} ${inSyncBefore}`,
    forSeconds: patience("effect", allowed),
    labels: { network: network.name },
    summary: "The newest block of {{ $labels.node }} is {{ $value | humanizeDuration }} old",
    description:
      "The execution client of {{ $labels.node }}, which was in sync within the last day, has a newest block of " +
      `{{ $value | humanizeDuration }} ago (${duration(allowed)} are allowed).`,
  });
}

/**
 * Geth's head is 0 until a first sync is done. Its headers, its receipts and its database grow all the while; when none of
 * them does, it hangs.
 */
function initialSyncStalled(network: MonitoredNetwork): AlertingRule {
  const geth = (metric: string) => of("geth", metric, { network: network.name });
  const still = ["chain_head_header", "chain_head_receipt", "eth_db_chaindata_disk_size"].map(
    (metric) => `changes(${geth(metric)}[30m]) == 0`,
  );
  return alert({
    name: "InitialSyncStalled",
    severity: "warning",
    expr: [`${geth("chain_head_block")} == 0`, ...still].join(" and "),
    forSeconds: 1800,
    summary: "The first sync of Geth of {{ $labels.node }} makes no progress",
    description:
      "Geth of {{ $labels.node }} has no block yet, and for an hour neither its headers, nor its receipts, nor its database grew.",
  });
}

/** Five epochs. Geth says 0 of its finalized block until its consensus client has called it. */
function finalityLag(network: MonitoredNetwork): AlertingRule {
  const geth = (metric: string) => of("geth", metric, { network: network.name });
  const allowed = 5 * network.slotsPerEpoch;
  return alert({
    name: "FinalityLag",
    severity: "warning",
    expr: `${geth("chain_head_block")} - (${geth("chain_head_finalized")} > 0) > ${allowed}`,
    forSeconds: 900,
    summary: "The last final block of {{ $labels.node }} is {{ $value }} blocks behind its head",
    description:
      `For fifteen minutes Geth of {{ $labels.node }} has had more than ${allowed} blocks ({{ $value }} now) that are not final. ` +
      "What reads `finalized` over RPC gets old data.",
  });
}

/** Before the first epoch's end both are 0, and their quotient is no number. */
function participationLow(network: MonitoredNetwork): AlertingRule {
  const prysm = (metric: string) => of("prysm-beacon", metric, { network: network.name });
  return alert({
    name: "ParticipationLow",
    severity: "warning",
    expr:
      `${prysm("beacon_prev_epoch_target_gwei")} / ${prysm("beacon_prev_epoch_active_gwei")} ` +
      `< ${limits.participation.warning}`,
    forSeconds: wholeMinutes(3 * epochSeconds(network), patience("effect")),
    summary:
      "Only {{ $value | humanizePercentage }} of the stake of {{ $labels.network }} votes, as {{ $labels.node }} sees it",
    description:
      "In the last epoch {{ $value | humanizePercentage }} of the stake voted for the right target, as {{ $labels.node }} sees it " +
      `(${limits.participation.warning * 100} % are expected). Below two thirds nothing becomes final.`,
  });
}
