import { asnOf, diversityOf, subnetOf, tally } from "./concentration.ts";
import type { JudgedPeer, NodeFacts, RestartFacts } from "./facts.ts";
import type { Restart } from "./model.ts";
import {
  LOW_SPREAD,
  MAX_ASN_SHARE,
  MIN_RESTART_OUTBOUND,
  NOVEL_SHARE,
  RESTART_WINDOW_SECONDS,
} from "./thresholds.ts";
import { percent } from "./words.ts";

/**
 * The first hour after a node came back: who are the peers that it called? A node is isolated then, when it fills its slots
 * anew and from few sources. Null outside of that hour.
 *
 * A single sign is none, as peers that were left are often full by then: nearly all must be new, and bunched as well.
 */
export function restart(facts: NodeFacts, now: number): Restart | null {
  const recent = facts.restarts.filter(({ at }) => now - at < RESTART_WINDOW_SECONDS * 1000);
  if (recent.length === 0) return null;
  const at = Math.max(...recent.map((one) => one.at));
  const peers = recent.flatMap(({ layer }) =>
    (facts[layer]?.peers ?? []).filter(({ direction }) => direction === "outbound"),
  );
  const neverSeen = novelShare(peers, union(recent, "seen"));
  const overlap = overlapOf(peers, union(recent, "before"));
  const spread = diversityOf(tally(peers, subnetOf));
  const signs = { neverSeen, spread, topAsnShare: topShare(peers) };
  const verdict = judgeSigns(facts.publicNetwork, peers.length, signs);
  return {
    at: new Date(at).toISOString(),
    secondsLeft: Math.ceil(RESTART_WINDOW_SECONDS - (now - at) / 1000),
    outbound: peers.length,
    neverSeen,
    overlap,
    spread,
    verdict,
    text: describe(verdict, peers.length, neverSeen, facts.publicNetwork),
  };
}

interface Signs {
  readonly neverSeen: number | null;
  readonly spread: number | null;
  readonly topAsnShare: number | null;
}

function judgeSigns(publicNetwork: boolean, outbound: number, signs: Signs): Restart["verdict"] {
  if (!publicNetwork) return "normal";
  const { neverSeen, spread, topAsnShare } = signs;
  if (outbound < MIN_RESTART_OUTBOUND || neverSeen === null) return "unknown";
  if (neverSeen < NOVEL_SHARE) return "normal";
  if (spread === null && topAsnShare === null) return "unknown";
  const bunched = (spread ?? 1) < LOW_SPREAD || (topAsnShare ?? 0) > MAX_ASN_SHARE;
  return bunched ? "suspicious" : "normal";
}

function describe(
  verdict: Restart["verdict"],
  outbound: number,
  neverSeen: number | null,
  publicNetwork: boolean,
): string {
  const novel = neverSeen === null ? "" : `, ${percent(neverSeen)} of them never seen before`;
  const who = `It came back within the hour: ${outbound} outbound peers${novel}`;
  if (!publicNetwork) return `${who}.`;
  if (verdict === "suspicious")
    return `${who}, and they sit close together, as those of an attacker would.`;
  return verdict === "normal"
    ? `${who}. Nothing points to an attack.`
    : `${who}. Too little is known to judge them.`;
}

function union(
  restarts: readonly RestartFacts[],
  key: "before" | "seen",
): ReadonlySet<string> | null {
  const sets = restarts.map((one) => one[key]);
  // Of one of the layers nothing is known: so nothing is of both together.
  if (sets.includes(null)) return null;
  return new Set(sets.flatMap((set) => [...(set ?? [])]));
}

function novelShare(peers: readonly JudgedPeer[], set: ReadonlySet<string> | null): number | null {
  if (set === null || peers.length === 0) return null;
  const missing = peers.filter(({ id }) => !set.has(id)).length;
  return missing / peers.length;
}

/** Of those of before, how many are there again. */
function overlapOf(
  peers: readonly JudgedPeer[],
  before: ReadonlySet<string> | null,
): number | null {
  if (before === null || before.size === 0) return null;
  return peers.filter(({ id }) => before.has(id)).length / before.size;
}

function topShare(peers: readonly JudgedPeer[]): number | null {
  const { groups, known } = tally(peers, asnOf);
  return known === 0 ? null : Math.max(...groups.values()) / known;
}
