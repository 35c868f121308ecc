import type { Rule } from "../rule.ts";

/** Parts of a node whose volumes take days to fill again, or hold what a validator has signed. */
const OF_CHAIN = new Set(["execution", "consensus", "validator"]);

/** A chain's database is days of sync; a slashing protection's is money. */
export const claims: Rule = {
  name: "chain-data-protected",
  description:
    "On every stack but dev Pulumi refuses to delete volumes with a chain's data (protectData).",
  check: ({ kind, metadata: { labels = {} } }, { stack, isProtected }) =>
    kind === "PersistentVolumeClaim" &&
    OF_CHAIN.has(labels["app.kubernetes.io/component"] ?? "") &&
    stack !== "dev" &&
    !isProtected
      ? ["it is not protected, expected protectData: true"]
      : [],
};
