import type { ClientShare } from "../../judge/model.ts";
import { bars } from "./bar.ts";
import { diversityOf } from "./cards.ts";
import { layerText } from "./columns.ts";
import { h } from "./dom.ts";
import type { Model } from "./model.ts";
import { nodesOf } from "./rows.ts";
import { tally } from "./tally.ts";

type LayerName = "execution" | "consensus";

/** A fault of a client past the first line stops finality, past the second it decides alone. */
const LINES = [1 / 3, 2 / 3];

const TONES = { oneThird: "warning", twoThirds: "bad" } as const;

function layerPart(model: Model, layer: LayerName, shares: readonly ClientShare[] | null): Node {
  const source = sourceOf(model, layer);
  return h(
    "section",
    { class: "part", "data-key": layer },
    h("h3", {}, h("span", { class: `tag ${layer}` }, layerText(layer)), " Clients"),
    shares === null
      ? h("p", { class: "none" }, "Not known now.")
      : shares.length === 0
        ? h("p", { class: "none" }, "No peers.")
        : bars(
            shares.map(({ client, count, share, past }) => ({
              label: client,
              count,
              share,
              term: ["client", client],
              ...(client === "unknown"
                ? { tone: "muted" }
                : past === null
                  ? {}
                  : { tone: TONES[past] }),
            })),
            model.view.query,
            LINES,
          ),
    source === null ? null : h("p", { class: "muted" }, `By ${source}; the peers do not say.`),
  );
}

const sourceOf = ({ snapshot, view }: Model, layer: LayerName): string | null => {
  const nodes = nodesOf(snapshot, view.node);
  return nodes.length === 1 ? (nodes[0]?.judgement.diversitySource[layer] ?? null) : null;
};

/** Versions of the clients of the peers that pass the filter: what is out of date stands apart. */
function versions({ shown, view }: Model): Node {
  const { groups } = tally(shown, ({ client, version }) =>
    version === null ? null : `${client} ${version.split(/[-+]/)[0] ?? version}`,
  );
  return h(
    "section",
    { class: "part", "data-key": "versions" },
    h("h3", {}, "Versions"),
    groups.length === 0
      ? h("p", { class: "none" }, "No peer tells its version.")
      : bars(
          groups.slice(0, 8).map(({ value, count, share }) => ({
            label: value,
            count,
            share,
            term: ["version", value.slice(value.indexOf(" ") + 1)],
          })),
          view.query,
        ),
  );
}

/** Which clients the peers run, with the lines past which one client is a danger. */
export function diversityPanel(model: Model): Node[] {
  const diversity = diversityOf(model);
  return [
    layerPart(model, "execution", diversity.execution),
    layerPart(model, "consensus", diversity.consensus),
    h(
      "p",
      { class: "muted", "data-key": "note" },
      "Marks at 1/3 and 2/3. Press a bar to filter by it.",
    ),
    versions(model),
  ];
}
