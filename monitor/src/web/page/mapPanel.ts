import { bars } from "./bar.ts";
import { h, s } from "./dom.ts";
import { plural } from "./format.ts";
import type { Model } from "./model.ts";
import { tally } from "./tally.ts";

/** Where each country's dot goes, in the map's own units. */
type Centroids = Readonly<Record<string, readonly [number, number]>>;

interface WorldMap {
  readonly viewBox: string;
  readonly outline: readonly string[];
  readonly centroids: Centroids;
}

let world: WorldMap | "loading" | "absent" | null = null;

async function load(): Promise<WorldMap | "absent"> {
  if (document.body.dataset["map"] !== "yes") return "absent";
  const [svg, centroids] = await Promise.all([
    fetch("/assets/map.svg"),
    fetch("/assets/centroids.json"),
  ]);
  if (!svg.ok || !centroids.ok) return "absent";
  const drawn = new DOMParser().parseFromString(await svg.text(), "image/svg+xml");
  return {
    viewBox: drawn.documentElement.getAttribute("viewBox") ?? "0 0 960 480",
    outline: Array.from(drawn.querySelectorAll("path"), (path) => path.getAttribute("d") ?? ""),
    centroids: (await centroids.json()) as Centroids,
  };
}

const nameOf = new Intl.DisplayNames(["en"], { type: "region" });

/** The English name of a country; the code itself where it is none. */
export function countryName(code: string): string {
  try {
    return nameOf.of(code) ?? code;
  } catch {
    return code;
  }
}

const FULL = 10;

function dots(groups: ReturnType<typeof tally>["groups"], { centroids }: WorldMap): Node[] {
  return groups.flatMap(({ value, count }) => {
    const place = centroids[value];
    if (place === undefined) return [];
    const [cx, cy] = place;
    // By area, so that twice the peers look like twice as much.
    const r = 6 + Math.sqrt(count) * 4;
    return [
      s(
        "circle",
        {
          class: "place",
          cx,
          cy,
          r,
          "data-do": "term",
          "data-term": "country",
          "data-value": value.toLowerCase(),
        },
        s("title", {}, `${countryName(value)}: ${plural(count, "peer")}`),
      ),
    ];
  });
}

function drawing(groups: ReturnType<typeof tally>["groups"]): Node | null {
  if (world === null || world === "loading" || world === "absent") return null;
  const known = groups.reduce((sum, { count }) => sum + count, 0);
  return s(
    "svg",
    {
      class: "map",
      viewBox: world.viewBox,
      role: "img",
      "data-key": "map",
      "aria-label": `${plural(known, "peer")} in ${plural(groups.length, "country", "countries")}; the list below says the same`,
    },
    ...world.outline.map((d) => s("path", { class: "land", d })),
    ...dots(groups, world),
  );
}

/** Countries of the peers, by the data kept on this server. No address leaves it. */
export function mapPanel(model: Model, redraw: () => void): Node[] {
  if (world === null) {
    world = "loading";
    void load().then(
      (loaded) => {
        world = loaded;
        redraw();
      },
      () => {
        world = "absent";
      },
    );
  }
  // Of all peers and not of those that pass the filter, so that the other countries stay to be pressed.
  const { groups, unknown } = tally(model.rows, ({ country }) => country);
  const list = groups.slice(0, FULL).map(({ value, count, share }) => ({
    label: countryName(value),
    count,
    share,
    term: ["country", value.toLowerCase()] as const,
  }));
  const parts = [
    drawing(groups),
    list.length === 0
      ? h("p", { class: "none" }, "No peer's country is known: private addresses, or no data.")
      : bars(list, model.view.query),
    unknown === 0 ? null : h("p", { class: "muted" }, `Not known of ${plural(unknown, "peer")}.`),
  ];
  return parts.filter((part) => part !== null);
}
