import type { Band, ClientShare, Health } from "../judge/model.ts";
import type { Layer } from "../peers/clientName.ts";
import type { NodeStatus } from "../serve/snapshot.ts";
import type { Colour, Line } from "./colour.ts";
import { fit, formatShare } from "./format.ts";

const COLOURS: Readonly<Record<Band, Colour>> = {
  good: "green",
  warning: "yellow",
  critical: "red",
  unknown: "dim",
};
const LAYERS = { execution: "el", consensus: "cl" } as const;

/** Reasons that are shown of a node. */
const REASONS = 2;
/** Clients that are named of a layer; the rest is one sum. */
const CLIENTS = 5;

/** `node-0: health 86 GOOD`, and below it the two costliest reasons, each with what to do. */
export function verdictLines(name: string, health: Health): readonly Line[] {
  const { score, band, reasons } = health;
  const verdict = `${score === null ? "" : `${score} `}${band.toUpperCase()}`;
  return [
    { text: `${fit(name, 63)}: health ${verdict}`, colour: COLOURS[band] },
    ...reasons.slice(0, REASONS).flatMap(({ code, cost, text, fix, layer }): Line[] => {
      // Its sentence is among the faults already, which follow.
      const why =
        code === "exposure"
          ? `The ${layer ?? "node"} client is exposed otherwise than it says.`
          : text;
      const costs = `  -${cost}`;
      return [
        { text: `${costs.padEnd(6)}${fit(why, 320)}` },
        ...(fix === null ? [] : [{ text: `      Fix: ${fit(fix, 320)}`, colour: "dim" as const }]),
      ];
    }),
  ];
}

/** `el clients: geth 52%!, reth 12%`, with a mark for each line that a share is past; null when no client is known. */
function clientsLine(layer: Layer, shares: readonly ClientShare[]): string | null {
  const known = shares.filter(({ share }) => share !== null);
  if (known.length === 0) return null;
  const marks = { oneThird: "!", twoThirds: "!!" } as const;
  const texts = known
    .slice(0, CLIENTS)
    .map(
      ({ client, share, past }) =>
        `${client} ${formatShare(share)}${past === null ? "" : marks[past]}`,
    );
  const rest = known.slice(CLIENTS).reduce((sum, { share }) => sum + (share ?? 0), 0);
  const unknown = shares.find(({ share }) => share === null)?.count ?? 0;
  return `  ${LAYERS[layer]} clients: ${[
    ...texts,
    ...(rest === 0 ? [] : [`others ${formatShare(rest)}`]),
    ...(unknown === 0 ? [] : [`${unknown} unknown`]),
  ].join(", ")}`;
}

/** How mixed a node's peers are: clients by layer, places, churn, columns. What is not known has no line. */
export function mixLines(node: NodeStatus, layers: readonly Layer[]): readonly Line[] {
  const { diversity, concentration, churn, custody } = node.judgement;
  const clients = layers.flatMap((layer) => clientsLine(layer, diversity[layer] ?? []) ?? []);
  const { topAsn = null, topSubnet = null, distinctAsns = null } = concentration ?? {};
  const places = [
    ...(topAsn === null ? [] : [`AS${topAsn.asn} ${formatShare(topAsn.share)}`]),
    ...(distinctAsns === null ? [] : [`${distinctAsns} networks`]),
    ...(topSubnet === null
      ? []
      : [`${topSubnet.count} in ${fit(topSubnet.subnet, 43)} ${formatShare(topSubnet.share)}`]),
  ];
  const rest = [
    ...(churn === null ? [] : [`churn/h +${churn.joinsPerHour} -${churn.leavesPerHour}`]),
    ...(custody === null ? [] : [`columns ${custody.covered}/${custody.of}`]),
  ];
  const lines = [
    ...clients,
    ...(places.length === 0 ? [] : [`  top places: ${places.join(", ")}`]),
    ...(rest.length === 0 ? [] : [`  ${rest.join(", ")}`]),
  ];
  return lines.length === 0
    ? []
    : [`${fit(node.name, 63)}:`, ...lines].map((text): Line => ({ text }));
}
