import { bytes } from "../../sizing/quantity.ts";

/** What of a claim is written on it, so that the next change can be held against it. */
export const claimAnnotations = {
  storageClass: "ethnode.dev/storage-class",
  accessMode: "ethnode.dev/access-mode",
  history: "ethnode.dev/history",
} as const;

/** A claim as its resource's inputs have it; only what the rules look at. */
export interface ClaimInputs {
  readonly metadata?: {
    readonly name?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: {
    readonly accessModes?: readonly string[];
    readonly storageClassName?: string;
    readonly resources?: { readonly requests?: { readonly storage?: string } };
  };
}

/** A claim would be changed into what it cannot become. */
export class ClaimChangeError extends Error {
  override readonly name = "ClaimChangeError";
  readonly claim: string;
  readonly problems: readonly string[];

  constructor(claim: string, problems: readonly string[]) {
    super(`${claim}: ${problems.join("; ")}. Nothing was changed.`);
    this.claim = claim;
    this.problems = problems;
  }
}

/** Why a claim cannot become another, each with what to do instead. Empty where it can. */
export function claimProblems(before: ClaimInputs, after: ClaimInputs): string[] {
  const annotation = (key: string) => after.metadata?.annotations?.[key];
  return [
    ...shrinks(before, after),
    ...stays(
      "storageClass",
      before.spec?.storageClassName,
      annotation(claimAnnotations.storageClass),
    ),
    ...stays(
      "volumeAccessMode",
      before.spec?.accessModes?.[0],
      annotation(claimAnnotations.accessMode),
    ),
    ...goesBack(
      before.metadata?.annotations?.[claimAnnotations.history],
      annotation(claimAnnotations.history),
    ),
  ];
}

/** @throws ClaimChangeError where a claim cannot become the other */
export function checkClaimChange(before: ClaimInputs, after: ClaimInputs): void {
  const problems = claimProblems(before, after);
  if (problems.length > 0) {
    throw new ClaimChangeError(after.metadata?.name ?? "a claim", problems);
  }
}

/** Kubernetes has no smaller disks: the data would have to move. */
function shrinks(before: ClaimInputs, after: ClaimInputs): string[] {
  const was = before.spec?.resources?.requests?.storage;
  const will = after.spec?.resources?.requests?.storage;
  if (was === undefined || will === undefined || bytes(will) >= bytes(was)) return [];
  return [
    `size came ${will}, expected at least ${was}, which it has: a volume cannot shrink. For a smaller one, add a node ` +
      `with that size and take this one out`,
  ];
}

/** What Kubernetes fixes when a claim is made. Making it anew would lose the data. */
function stays(key: string, was: string | undefined, will: string | undefined): string[] {
  if (was === undefined || will === undefined || was === will) return [];
  return [
    `${key} came ${will}, expected ${was}, which the volume was made with: it cannot change, and a new volume would be ` +
      `empty. For another, add a node with it and take this one out`,
  ];
}

/** From the most to the least. */
const historyOrder = ["all", "postMerge", "postPrague"];

/** Blocks that were pruned away are gone. */
function goesBack(was: string | undefined, will: string | undefined): string[] {
  if (was === undefined || will === undefined) return [];
  if (historyOrder.indexOf(will) >= historyOrder.indexOf(was)) return [];
  return [
    `history came ${will}, expected ${was} or less: older blocks are not in its database, and cannot be brought back. For ` +
      `more history, add a node with it, or replace this one's volume to sync anew`,
  ];
}
