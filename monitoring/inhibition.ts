/** While an alert that the source describes fires, those that the target describes are kept back. */
export interface InhibitRule {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  /** The labels that both have with one value, or both have not. */
  readonly equal: readonly string[];
}

/** A cause, and what follows from it. A cause that is itself held back holds back all the same. */
interface Cause {
  readonly why: string;
  readonly cause: readonly string[];
  /** Matchers of the cause beside its name. */
  readonly where?: readonly string[];
  readonly effects: readonly string[];
  /** The labels that both share. Default: those of a node. */
  readonly equal?: readonly string[];
}

/** The label of a private chain's alerts: all its stake is ours, so one node's fault is the whole network's. */
export const privateChain = { chain: "private" } as const;

const chainStands = [
  ...["HeadStalled", "HeadTooOld", "HeadsApart", "BeaconBehindClock"],
  ...["NotFinalizing", "FinalityLag", "NodeNotInSync", "ParticipationLow"],
];
const missed = ["AttestationsMissed", "ProposalFailed"];
const duties = ["ValidatorSilent", ...missed];
const fewPeers = [
  "FewExecutionPeers",
  "FewConsensusPeers",
  "NoInboundPeers",
  "OutboundPeersFalling",
];
const engine = ["EngineSlow", "ExecutionOptimistic", "RpcErrors", "RpcSlow", "InitialSyncStalled"];

const ofNode = ["network", "node"];
const ofLayer = [...ofNode, "layer"];
const onPrivateChain = [`chain="${privateChain.chain}"`];
const elsewhere = ['chain=""'];

/** Each alert's effects, from what breaks first to what is seen last. */
export const causes: readonly Cause[] = [
  {
    why: "Prometheus that stores nothing knows no target.",
    cause: ["PrometheusNotIngesting"],
    effects: ["TargetMissing", "TargetDown"],
    equal: [],
  },
  {
    why: "A client whose volume is full stops, and Geth before that, again and again.",
    cause: ["VolumeLow"],
    where: ['severity="critical"'],
    effects: ["TargetDown", "ContainerRestarting", "VolumeFillsUp", "DatabaseWriteStall"],
    equal: ofLayer,
  },
  {
    why: "The node goes with its client.",
    cause: ["VolumeLow"],
    where: ['severity="critical"', 'layer=~"execution|consensus"'],
    effects: ["EngineSilent", ...engine, ...chainStands, ...duties],
  },
  {
    why: "Neither client works without the other, and validators need both.",
    cause: ["TargetDown"],
    where: ['layer=~"execution|consensus"'],
    effects: [
      ...["EngineSilent", "NoConsensusPeers", "NoExecutionPeers", "ContainerRestarting"],
      ...[...engine, ...chainStands, ...duties, ...fewPeers],
    ],
  },
  {
    why: "Validators that are not there do nothing.",
    cause: ["TargetDown"],
    where: ['layer="validator"'],
    effects: [...duties, "ContainerRestarting"],
  },
  {
    why: "Prysm takes no block that its execution client does not judge.",
    cause: ["EngineSilent"],
    effects: [...engine, ...chainStands, ...duties],
  },
  {
    why: "Without consensus peers there are no blocks but the node's own. What cut these off cut off the others, too.",
    cause: ["NoConsensusPeers"],
    effects: ["NoExecutionPeers", ...fewPeers, ...chainStands, ...duties],
  },
  {
    why: "None are few.",
    cause: ["NoExecutionPeers"],
    effects: fewPeers,
    equal: ofLayer,
  },
  {
    why: "On a private chain the stake of a node that is away is missing on all of them, and so is a peer.",
    cause: ["TargetDown"],
    where: [...onPrivateChain, 'layer=~"execution|consensus|validator"'],
    effects: [
      ...chainStands,
      ...duties,
      "NoConsensusPeers",
      "NoExecutionPeers",
      "ExecutionOptimistic",
    ],
    equal: ["network"],
  },
  {
    why: "The same of stake that is cut off, or idle.",
    cause: ["EngineSilent", "NoConsensusPeers", "ValidatorSilent"],
    where: onPrivateChain,
    effects: [...chainStands, ...duties, "NoExecutionPeers"],
    equal: ["network"],
  },
  {
    why: "What Prysm does not have it cannot give to its execution client.",
    cause: ["BeaconBehindClock"],
    effects: [...chainStands.filter((alert) => alert !== "BeaconBehindClock"), ...missed],
  },
  {
    why: "A head that stands grows old.",
    cause: ["HeadStalled"],
    effects: [
      ...["HeadTooOld", "HeadsApart", "NodeNotInSync", "FinalityLag", "ExecutionOptimistic"],
      ...missed,
    ],
  },
  {
    why: "The node is not in sync for a reason that has a name.",
    cause: ["HeadTooOld", "HeadsApart", "ExecutionOptimistic"],
    effects: ["NodeNotInSync", ...missed],
  },
  {
    why: "Validators wait for a node that is behind; on a private chain it may be the validators that the node waits for.",
    cause: ["BeaconBehindClock", "HeadStalled", "HeadTooOld", "ExecutionOptimistic"],
    where: elsewhere,
    effects: ["ValidatorSilent"],
  },
  {
    why: "Geth is told by Prysm what is final; too few votes are why nothing is.",
    cause: ["NotFinalizing"],
    effects: ["FinalityLag", "ParticipationLow"],
  },
  {
    why: "Who does not vote misses votes.",
    cause: ["ValidatorSilent"],
    effects: missed,
  },
];

const names = (alerts: readonly string[]): string => `alertname=~"${alerts.join("|")}"`;

/**
 * One cause is one alert.
 *
 * Source: https://prometheus.io/docs/alerting/latest/configuration/#inhibit_rule
 */
export const inhibitRules: readonly InhibitRule[] = [
  ...causes.map(({ cause, where = [], effects, equal = ofNode }) => ({
    source_matchers: [names(cause), ...where],
    target_matchers: [names(effects)],
    equal,
  })),
  {
    source_matchers: ['severity="critical"'],
    target_matchers: ['severity="warning"'],
    equal: ["alertname", ...ofNode, "persistentvolumeclaim"],
  },
];
