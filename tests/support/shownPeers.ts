import type { Page } from "playwright-core";

import type { PeerEvent } from "../../monitor/src/serve/events/event.ts";
import type { Snapshot } from "../../monitor/src/serve/snapshot.ts";
import { shortId } from "../../monitor/src/show/format.ts";
import { consensusSessions, executionSessions, type Session } from "./clusterPeers.ts";

/** The peers of each layer of each node: `node-0/execution` to its sorted sessions. */
export type Sessions = Readonly<Record<string, readonly Session[]>>;

const layers = ["execution", "consensus"] as const;

/** Sessions by layer. @param entries `node/layer` and one session each */
function byLayer(names: readonly string[], entries: readonly (readonly [string, Session])[]) {
  const keys = names.flatMap((name) => layers.map((layer) => `${name}/${layer}`));
  return Object.fromEntries(
    keys.map((key) => [
      key,
      entries
        .filter(([of]) => of === key)
        .map(([, session]) => session)
        .toSorted(),
    ]),
  );
}

/** What the clients themselves tell. @param names nodes that answer */
export async function toldByClients(names: readonly string[]): Promise<Sessions> {
  const told = await Promise.all(
    names.map(async (name) => {
      const [execution, consensus] = await Promise.all([
        executionSessions(name),
        consensusSessions(name),
      ]);
      return [
        ...execution.map((session) => [`${name}/execution`, session] as const),
        ...consensus.map((session) => [`${name}/consensus`, session] as const),
      ];
    }),
  );
  return byLayer(names, told.flat());
}

/** What a snapshot says of all its nodes. */
export function inSnapshot({ nodes }: Snapshot): Sessions {
  return byLayer(
    nodes.map(({ name }) => name),
    nodes.flatMap(({ name, ...node }) =>
      layers.flatMap((layer) =>
        (node[layer]?.peers ?? []).map(
          ({ id, direction }) => [`${name}/${layer}`, `${id} ${direction}`] as const,
        ),
      ),
    ),
  );
}

/** What the page's table shows, whose rows have the peers' whole ids. @param names all nodes */
export async function onPage(page: Page, names: readonly string[]): Promise<Sessions> {
  const rows = await page.evaluate<[string, string][]>(
    `Array.from(document.querySelectorAll("#peers tr[data-do=open]"), (row) =>
      [row.dataset.key, row.querySelector("td.c-dir").textContent])`,
  );
  return byLayer(
    names,
    rows.map(([key, arrow]) => {
      const [node = "", layer = "", id = ""] = key.split("/");
      const direction = arrow.includes("in") ? "inbound" : "outbound";
      return [`${node}/${layer}`, `${id} ${direction}`] as const;
    }),
  );
}

/** Sessions as the table in the terminal writes them, by the ids' short forms. */
export function shortened(sessions: Sessions): Sessions {
  const short = (line: Session): Session => {
    const [id = "", direction = ""] = line.split(" ");
    return `${shortId(id)} ${direction}`;
  };
  return Object.fromEntries(
    Object.entries(sessions).map(([key, lines]) => [key, lines.map(short).toSorted()]),
  );
}

/** What the table in the terminal has, by the ids' short forms. @param names all nodes */
export function inTable(table: string, names: readonly string[]): Sessions {
  const long = { el: "execution", cl: "consensus", in: "inbound", out: "outbound" } as const;
  return byLayer(
    names,
    table.split("\n").flatMap((line) => {
      const [direction, layer, node = "", ...cells] = line.trim().split(/ {2,}/);
      if (direction !== "in" && direction !== "out") return [];
      if (layer !== "el" && layer !== "cl") return [];
      return [[`${node}/${long[layer]}`, `${cells.at(-1) ?? ""} ${long[direction]}`] as const];
    }),
  );
}

/** An event as it came to a browser, and when, milliseconds since 1970. */
export interface Arrival {
  readonly event: PeerEvent;
  readonly at: number;
}

/** Has a page note what comes by the stream, beside the page's own listener, and when it draws what. */
export async function recordEvents(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    window.arrivals = [];
    window.drawn = {};
    new EventSource("/api/stream").addEventListener("peer", ({ data }) =>
      window.arrivals.push({ event: JSON.parse(data), at: Date.now() }));
    new MutationObserver(() => {
      for (const { dataset } of document.querySelectorAll("li.event"))
        window.drawn[dataset.key] ??= Date.now();
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  })()`);
}

/** What has come since {@link recordEvents}. */
export const arrivals = (page: Page): Promise<Arrival[]> => page.evaluate("window.arrivals");

/** When the page drew an event; undefined: it has not. */
export const drawnAt = async (page: Page, { seq }: PeerEvent): Promise<number | undefined> =>
  (await page.evaluate<number | null>(`window.drawn["${seq}"] ?? null`)) ?? undefined;
