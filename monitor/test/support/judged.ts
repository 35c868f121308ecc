import { fleet } from "../../src/judge/fleet.ts";
import type { Fleet, NodeJudgement } from "../../src/judge/model.ts";

/** A judgement with nothing to say, for tests of what only shows it. */
export const judgedWell: NodeJudgement = {
  health: { score: 100, band: "good", reasons: [] },
  reachability: { execution: null, consensus: null },
  diversity: { execution: null, consensus: null },
  diversitySource: { execution: null, consensus: null },
  concentration: null,
  restart: null,
  churn: null,
  custody: null,
  disagreements: [],
};

/** The fleet of no node. */
export const noFleet: Fleet = fleet([]);
