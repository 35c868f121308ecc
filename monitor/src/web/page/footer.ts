import type { Snapshot } from "../../serve/snapshot.ts";
import { type Child, h } from "./dom.ts";

const LINK = /https?:\/\/[^\s)]+/;

/** A licence's text with its address as a link: some licences ask for one. */
function attribution(text: string): Node {
  const found = LINK.exec(text);
  if (found === null) return h("li", {}, text);
  const [url] = found;
  const parts: Child[] = [
    text.slice(0, found.index),
    h("a", { href: url, rel: "noreferrer noopener" }, url.replace(/^https?:\/\/|\/$/g, "")),
    text.slice(found.index + url.length),
  ];
  return h("li", {}, ...parts);
}

/** Whose data are shown, and where the same is to be had. */
export const footer = ({ monitor, attributions }: Snapshot): Node[] => [
  h(
    "p",
    {},
    `Peer monitor ${monitor.version}. Peers' addresses stay on this server. `,
    h("a", { href: "/api/peers" }, "JSON"),
    " · ",
    h("a", { href: "/api/openapi.json" }, "API"),
    " · ",
    h("a", { href: "/metrics" }, "Metrics"),
  ),
  ...(attributions.length === 0
    ? []
    : [h("ul", { class: "attributions" }, ...attributions.map(attribution))]),
];
