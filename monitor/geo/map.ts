/**
 * Draws the page's map of the world, and says where each country's dot goes on it:
 *
 *   node monitor/geo/map.ts FOLDER
 *
 * What it writes (`map.svg`, `centroids.json`) is committed: the data it is made of change once in years.
 */
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { resolve } from "node:path";

import { geoEqualEarth, type GeoPermissibleObjects, geoPath } from "d3-geo";
import type { Feature, FeatureCollection, MultiPolygon, Polygon } from "geojson";
import isoCountries from "i18n-iso-countries";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";

const WIDTH = 960;
const HEIGHT = 440;

type Country = Feature<Polygon | MultiPolygon, { readonly name: string }>;
type Atlas = Topology<{ countries: GeometryCollection<{ name: string }> }>;

const require = createRequire(import.meta.url);

/** Natural Earth's countries at a scale. Antarctica has none of the internet's nodes and much of the sheet. */
function countries(scale: "110m" | "50m"): readonly Country[] {
  const path = require.resolve(`world-atlas/countries-${scale}.json`);
  const atlas = JSON.parse(readFileSync(path, "utf8")) as Atlas;
  const { features } = feature(atlas, atlas.objects.countries) as FeatureCollection<
    Polygon | MultiPolygon,
    { readonly name: string }
  >;
  return features.filter(({ properties }) => properties.name !== "Antarctica");
}

/** ISO 3166-1 alpha-2; null for what has none. Kosovo's is the one in use. */
function codeOf({ id, properties }: Country): string | null {
  if (properties.name === "Kosovo") return "XK";
  return isoCountries.numericToAlpha2(String(id ?? "")) ?? null;
}

const outlines = countries("110m");
const all: GeoPermissibleObjects = { type: "FeatureCollection", features: [...outlines] };
const projection = geoEqualEarth().fitSize([WIDTH, HEIGHT], all);
const path = geoPath(projection).digits(1);

const paths = outlines.map((country) => {
  const code = codeOf(country);
  return `<path${code === null ? "" : ` data-country="${code}"`} d="${path(country) ?? ""}"/>`;
});
const svg = `<!-- Made by monitor/geo/map.ts of Natural Earth's countries, which are in the public domain. -->
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}">
${paths.join("\n")}
</svg>
`;

/** The middle of a country's largest part: France's is not in the Atlantic for Guiana's sake. */
function middle(country: Country): readonly [number, number] {
  const { geometry } = country;
  const parts: readonly Polygon[] =
    geometry.type === "Polygon"
      ? [geometry]
      : geometry.coordinates.map((coordinates) => ({ type: "Polygon", coordinates }));
  const [largest = geometry] = parts.toSorted((a, b) => path.area(b) - path.area(a));
  const [x, y] = path.centroid(largest);
  return [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
}

// The finer scale: the coarse one lacks Singapore and Hong Kong, where much is hosted.
// By size, so that of several with one code (Australia and its islets) the largest comes last and counts.
const bySize = countries("50m").toSorted((a, b) => path.area(a) - path.area(b));
const centroids = bySize.flatMap((country) => {
  const code = codeOf(country);
  return code === null ? [] : [[code, middle(country)] as const];
});
const sorted = [...new Map(centroids)].toSorted(([a], [b]) => (a < b ? -1 : 1));
const lines = sorted.map(([code, at]) => `  "${code}": [${at.join(", ")}]`);

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("expected the folder to write to");
await writeFile(resolve(folder, "map.svg"), svg);
await writeFile(resolve(folder, "centroids.json"), `{\n${lines.join(",\n")}\n}\n`);
