import { timeseries } from "./panels.ts";
import { verdicts, type Verdict } from "./verdicts.ts";

const line = (verdict: Verdict, colour: "execution" | "consensus") =>
  timeseries({ ...verdict, series: [{ expr: verdict.expr, legend: "{{node}}", colour }] });

/** The lines over time that tell whether a node follows its chain: the head's age, slots behind the clock, finality. */
export const followsChain = () => [
  line(verdicts.headAge, "execution"),
  line(verdicts.slotsBehind, "consensus"),
  line(verdicts.epochsUnfinalized, "consensus"),
];
