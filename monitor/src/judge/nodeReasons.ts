import { COLUMNS } from "../peers/custody.ts";
import type { NodeFacts } from "./facts.ts";
import type { NodeJudgement, Reason, ReasonCode } from "./model.ts";
import { COSTS, MIN_FOR_SHARES } from "./thresholds.ts";
import { percent } from "./words.ts";

/** What costs a node points as a whole. */
export function nodeReasons(facts: NodeFacts, found: Omit<NodeJudgement, "health">): Reason[] {
  const because = (code: ReasonCode, text: string, fix: string | null): Reason => ({
    code,
    layer: null,
    text,
    cost: COSTS[code as keyof typeof COSTS],
    fix,
  });
  const reasons: Reason[] = [];
  const behind = notInSync(facts);
  if (behind !== null) reasons.push(because("notInSync", behind, null));
  const [first] = found.disagreements;
  if (first !== undefined)
    reasons.push(
      because("disagreement", first, "Compare with the client's own log; one of the two is wrong."),
    );
  // What follows is of strangers: on a private chain all is one place, one client and one operator.
  if (!facts.publicNetwork) return reasons;
  return [...reasons, ...strangers(found, because)];
}

/** The agent's word goes before the clients': it knows both. */
function notInSync({ sync, execution, consensus }: NodeFacts): string | null {
  if (sync !== null)
    return sync.inSync ? null : `Not in sync: ${sync.reasons[0] ?? "no reason is known"}.`;
  const layers = [
    ["execution", execution],
    ["consensus", consensus],
  ] as const;
  const behind = layers.find(([, layer]) => layer?.state === "up" && layer.syncing === true);
  return behind === undefined ? null : `The ${behind[0]} client is still syncing.`;
}

function strangers(
  { concentration, restart, churn, custody }: Omit<NodeJudgement, "health">,
  because: (code: ReasonCode, text: string, fix: string | null) => Reason,
): Reason[] {
  const reasons: Reason[] = [];
  const { topAsn = null, topSubnet = null } = concentration ?? {};
  if (restart?.verdict === "suspicious")
    reasons.push(
      because("restart", restart.text, "Restart it with bootnodes or static peers that you trust."),
    );
  if (topAsn?.tooLarge === true)
    reasons.push(
      because(
        "asnShare",
        `${percent(topAsn.share)} of its peers are in one network, AS${topAsn.asn}.`,
        "Add static peers elsewhere, or host the node in another network.",
      ),
    );
  if (topSubnet?.tooLarge === true)
    reasons.push(
      because(
        "subnetShare",
        `${topSubnet.count} of its peers share one subnet: they may be one operator's.`,
        "Look at them in the table, and drop them if they are nobody's that you know.",
      ),
    );
  if (churn?.verdict === "high")
    reasons.push(
      because(
        "churn",
        `${churn.leavesPerHour} execution peers left within an hour; the client's own rotation makes at most ${churn.expected.max}.`,
        "Look at the reasons of the leaves, and at the host's network.",
      ),
    );
  if (custody !== null && custody.uncovered.length > 0 && custody.knownPeers >= MIN_FOR_SHARES)
    reasons.push(
      because(
        "custody",
        `${custody.uncovered.length} of ${COLUMNS} data columns are held by none of its peers.`,
        "More consensus peers hold more columns.",
      ),
    );
  return reasons;
}
