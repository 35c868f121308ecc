import type { Health, NodeJudgement, Reason } from "../../judge/model.ts";
import { type Child, h } from "./dom.ts";
import { DASH } from "./format.ts";
import { layerText } from "./columns.ts";

const WORDS = {
  good: "Good",
  warning: "Needs a look",
  critical: "Critical",
  unknown: "Not known",
} as const;

function reason({ text, fix, cost, layer }: Reason): Node {
  return h(
    "li",
    {},
    h("span", { class: "cost", title: "Points of 100 that this costs" }, `−${Math.round(cost)}`),
    h(
      "span",
      {},
      layer === null ? null : h("span", { class: `tag ${layer}` }, layerText(layer)),
      ` ${text}`,
      fix === null ? null : h("span", { class: "fix" }, fix),
    ),
  );
}

function reasons(all: readonly Reason[]): Child[] {
  if (all.length === 0) return [h("p", { class: "fine" }, "Nothing costs points.")];
  const [first, second, ...rest] = all;
  const top = [first, second].filter((one) => one !== undefined);
  return [
    h("ul", { class: "reasons" }, ...top.map(reason)),
    rest.length === 0
      ? null
      : h(
          "details",
          { class: "more" },
          h("summary", {}, `${rest.length} more`),
          h("ul", { class: "reasons" }, ...rest.map(reason)),
        ),
  ];
}

/** The one line that matters: how healthy, and what costs most. */
export function verdict({ score, band, reasons: all }: Health, extra: readonly Child[]): Node {
  return h(
    "div",
    { class: `verdict ${band}`, "data-band": band },
    h(
      "div",
      { class: "score" },
      h("span", { class: "scoreValue" }, score === null ? DASH : String(Math.round(score))),
      h("span", { class: "scoreBand" }, WORDS[band]),
      h("span", { class: "hidden" }, "health of 100"),
    ),
    h(
      "div",
      { class: "why" },
      ...(score === null ? [h("p", {}, "No layer is known now.")] : reasons(all)),
      ...extra,
    ),
  );
}

/** What else is said of a node in plain words: whether it can be dialled, and where its sources differ. */
export function remarks({ reachability, restart, disagreements }: NodeJudgement): Node[] {
  const layers = [
    ["execution", reachability.execution],
    ["consensus", reachability.consensus],
  ] as const;
  const reach = layers.flatMap(([layer, said]) =>
    said === null || said.verdict === "unknown"
      ? []
      : [
          h(
            "p",
            { class: `remark ${said.verdict}` },
            h("span", { class: `tag ${layer}` }, layerText(layer)),
            ` ${said.text}`,
          ),
        ],
  );
  return [
    ...reach,
    ...(restart === null || restart.verdict === "normal"
      ? []
      : [h("p", { class: `remark ${restart.verdict}` }, restart.text)]),
    ...disagreements.map((text) => h("p", { class: "remark" }, `Sources differ: ${text}`)),
  ];
}
