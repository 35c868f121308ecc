import { duration, wholeMinutes } from "../duration.ts";
import { of } from "../jobs.ts";
import { limits } from "../limits.ts";
import { epochSeconds, type MonitoredNetwork } from "../network.ts";
import { stepsSince } from "./consensus.ts";
import { patience } from "./patience.ts";
import { alert, type AlertingRule, type RuleGroup } from "./rule.ts";

/** Prysm's numbers of what a validator is. Source: Prysm v7, proto/prysm/v1alpha1/validator.proto, `ValidatorStatus`. */
const active = 3;
const slashing = 5;

/** All keys of a validator client are one alert: they fail together. */
const ofClient = "by (job, network, node, client, layer)";

/** What can go wrong with validators. */
export function validatorRules(network: MonitoredNetwork): RuleGroup {
  return {
    name: `validators-${network.name}`,
    rules: [slashed(network), silent(network), missed(network), failedProposals(network)],
  };
}

const validator = (network: MonitoredNetwork, metric: string): string =>
  of("prysm-validator", metric, { network: network.name });

function slashed(network: MonitoredNetwork): AlertingRule {
  return alert({
    name: "ValidatorSlashed",
    severity: "critical",
    expr: `count ${ofClient} (${validator(network, "validator_statuses")} == ${slashing}) > 0`,
    summary: "{{ $value }} validator(s) of {{ $labels.node }} are slashed",
    description:
      "{{ $value }} key(s) of {{ $labels.node }} signed two contradicting messages on {{ $labels.network }}, most often " +
      "because they run in two places. More keys follow while both run.",
  });
}

/** Active keys whose last vote is two epochs ago, or that never voted since their client started. */
function silent(network: MonitoredNetwork): AlertingRule {
  const allowed = Math.max(
    (limits.slotsSinceVote / 32) * network.slotsPerEpoch,
    Math.ceil(60 / network.secondsPerSlot),
  );
  const isActive = `(${validator(network, "validator_statuses")} == ${active})`;
  const last = validator(network, "validator_last_attested_slot");
  const keys =
    `${isActive} and on (node, pubkey) (${stepsSince(network, network.secondsPerSlot)} - ${last} > ${allowed}) or ` +
    `${isActive} unless on (node, pubkey) ${last}`;
  return alert({
    name: "ValidatorSilent",
    severity: "critical",
    expr: `count ${ofClient} (${keys}) > 0`,
    // A key that starts anew has its first vote to come, within an epoch.
    forSeconds: Math.max(
      2 * epochSeconds(network),
      patience("link", allowed * network.secondsPerSlot),
    ),
    summary: "{{ $value }} active validator(s) of {{ $labels.node }} do not vote",
    description:
      `{{ $value }} active key(s) of {{ $labels.node }} have sent no attestation for more than ${allowed} slots: ` +
      "the validator client does not reach its beacon node, or that one is not in sync.",
  });
}

/**
 * What a counter grew by within a window. Prysm makes it with a key's first failure, so the first one is a new series and no
 * increase. What is new to a Prometheus that itself is new may be of last year, so it counts only where the client was scraped
 * a window ago. Rounded, since an increase is stretched to the window.
 */
function grown(network: MonitoredNetwork, metric: string, window: string): string {
  const series = validator(network, metric);
  const watched = `and on (node) ${validator(network, "up")} offset ${window}`;
  return `(${series} unless ${series} offset ${window} ${watched} or round(increase(${series}[${window}])))`;
}

function missed(network: MonitoredNetwork): AlertingRule {
  const window = wholeMinutes(10 * epochSeconds(network), 120);
  const failed = grown(network, "validator_failed_attestations", duration(window));
  return alert({
    name: "AttestationsMissed",
    severity: "warning",
    expr: `count ${ofClient} (${failed} > ${limits.attestationsMissed}) > 0`,
    // A key votes once an epoch, so that many misses are that many epochs.
    forSeconds: patience("effect", (limits.attestationsMissed + 1) * epochSeconds(network)),
    summary: "{{ $value }} validator(s) of {{ $labels.node }} miss attestations",
    description:
      `{{ $value }} key(s) of {{ $labels.node }} failed to attest more than ${limits.attestationsMissed} times within ` +
      `${duration(window)}. Each miss costs what a right vote would have earned.`,
  });
}

/** On a private chain the first slots are proposed before all is there, and one more or less is nothing. */
function failedProposals(network: MonitoredNetwork): AlertingRule {
  const allowed = network.public ? 0 : limits.privateProposalsFailed;
  const failed = grown(network, "validator_failed_proposals", "1h");
  return alert({
    name: "ProposalFailed",
    severity: "warning",
    expr: `sum ${ofClient} (${failed}) > ${allowed}`,
    summary: "{{ $labels.node }} failed to propose {{ $value }} block(s)",
    description:
      `Validators of {{ $labels.node }} failed to propose {{ $value }} block(s) within an hour (${allowed} are allowed): a slot ` +
      "without a block, and its reward lost.",
  });
}
