import type { Layer } from "../peers/clientName.ts";
import type { LayerFacts, NodeFacts } from "./facts.ts";
import type { ClientShare, Reachability, Reason, ReasonCode } from "./model.ts";
import { dialSlots } from "./reachability.ts";
import {
  COSTS,
  FEW_PEERS,
  LOW_OUTBOUND_SHARE,
  MIN_FOR_SHARES,
  START_GRACE_SECONDS,
} from "./thresholds.ts";
import { peersText, percent } from "./words.ts";

/** What was already found of the layer. */
export interface LayerFindings {
  readonly reachability: Reachability | null;
  readonly shares: readonly ClientShare[] | null;
}

/** What costs a node points on one of its layers. */
export function layerReasons(
  layer: Layer,
  facts: NodeFacts,
  findings: LayerFindings,
  now: number,
): Reason[] {
  const own = facts[layer];
  if (own === null || own.state === "starting") return [];
  const because = (code: ReasonCode, cost: number, text: string, fix: string | null): Reason => ({
    code,
    layer,
    text,
    cost,
    fix,
  });
  if (own.state === "down")
    return [
      because(
        "layerDown",
        COSTS.layerDown,
        `The ${layer} client is down: ${own.lastError ?? "no reason is known"}.`,
        "See that its process runs and answers.",
      ),
    ];
  // One that had peers and has none has lost them, however young it is.
  const young = isYoung(own, now) && !(own.hadPeers && own.peers.length + own.unlisted === 0);
  const problems = facts.exposure?.[layer].problems ?? [];
  return [
    ...(young ? [] : peerReasons(layer, facts, own, because)),
    ...closedReasons(findings.reachability, own, because),
    ...shareReasons(layer, facts, findings.shares, because),
    ...problems
      .slice(0, 1)
      .map((problem) =>
        because(
          "exposure",
          COSTS.exposure,
          `The ${layer} client ${problem}.`,
          "Announce what is exposed: see the settings p2pExposure and p2p.address.",
        ),
      ),
  ];
}

type Because = (code: ReasonCode, cost: number, text: string, fix: string | null) => Reason;

/** A client that has been seen for minutes only has not found its peers yet. */
const isYoung = ({ upSince }: LayerFacts, now: number): boolean =>
  upSince === null || now - upSince < START_GRACE_SECONDS * 1000;

function peerReasons(
  layer: Layer,
  { publicNetwork, siblings }: NodeFacts,
  own: LayerFacts,
  because: Because,
): Reason[] {
  const total = own.peers.length + own.unlisted;
  // A private chain of one node has nobody to connect to.
  if (total === 0 && !publicNetwork && siblings === 0) return [];
  if (total === 0)
    return [
      because(
        "noPeers",
        COSTS.noPeers,
        `The ${layer} client has no peers.`,
        publicNetwork
          ? "Check that it may reach the internet over TCP and UDP, and that its clock is right."
          : "Check the static peers and the network policy between the nodes.",
      ),
    ];
  if (!publicNetwork) return [];
  return [
    ...(total < FEW_PEERS[layer]
      ? [
          because(
            "fewPeers",
            COSTS.fewPeers,
            `Only ${peersText(total, layer)}.`,
            "Check that UDP is open for discovery, and the bootnodes.",
          ),
        ]
      : []),
    ...outboundReasons(layer, own, because),
  ];
}

function outboundReasons(layer: Layer, own: LayerFacts, because: Because): Reason[] {
  // Of peers whose direction is not told, any may be outbound.
  const asked = own.unlisted === 0 && own.peers.every(({ direction }) => direction !== "unknown");
  if (!asked) return [];
  const outbound = own.peers.filter(({ direction }) => direction === "outbound").length;
  const slots = dialSlots(layer, own.limit);
  if (outbound >= slots * LOW_OUTBOUND_SHARE) return [];
  const fix = "Check that it may call out to the internet, and that discovery finds nodes.";
  return outbound === 0
    ? [because("noOutbound", COSTS.noOutbound, `It calls no ${layer} peers itself.`, fix)]
    : [
        because(
          "lowOutbound",
          COSTS.lowOutbound,
          `It called ${outbound} of the ${peersText(slots, layer)} that it would call itself.`,
          fix,
        ),
      ];
}

function closedReasons(
  found: Reachability | null,
  { exposedBy }: LayerFacts,
  because: Because,
): Reason[] {
  if (found?.verdict !== "outboundOnly") return [];
  const cost = exposedBy === "none" ? COSTS.noInboundByChoice : COSTS.noInbound;
  return [because("noInbound", cost, found.text, found.fix)];
}

function shareReasons(
  layer: Layer,
  { publicNetwork }: NodeFacts,
  shares: readonly ClientShare[] | null,
  because: Because,
): Reason[] {
  if (!publicNetwork || shares === null) return [];
  const known = shares.reduce((sum, { share, count }) => sum + (share === null ? 0 : count), 0);
  const over = shares.find(({ past }) => past === "twoThirds");
  if (known < MIN_FOR_SHARES || over?.share == null) return [];
  return [
    because(
      "clientShare",
      COSTS.clientShare,
      `${percent(over.share)} of its ${layer} peers run ${over.client}: a fault of that client reaches it from all sides.`,
      null,
    ),
  ];
}
