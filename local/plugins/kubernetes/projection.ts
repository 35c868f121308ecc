import { isMap, mapAt } from "../grpc/values.ts";
import type { Property, PropertyMap } from "../grpc/values.ts";

/**
 * The live object cut down to what the inputs speak of, so that a refresh shows drift in what the program sets and
 * nothing of what the API server and the controllers add.
 */
export function projectInputs(inputs: PropertyMap, live: PropertyMap): PropertyMap {
  const projected = projectMap(inputs, live);
  // A Secret's stringData is write-only: it comes back as data, in base64.
  const written = inputs["stringData"];
  if (isMap(written)) {
    const data = mapAt(live, "data");
    projected["stringData"] = Object.fromEntries(
      Object.keys(written).flatMap((key) => {
        const value = data[key];
        return typeof value === "string"
          ? [[key, Buffer.from(value, "base64").toString("utf8")]]
          : [];
      }),
    );
  }
  return projected;
}

/** The inputs that would make a live object which no program has described yet: for `get` and import. */
export function inputsFromLive(live: PropertyMap): PropertyMap {
  const inputs: PropertyMap = { ...live };
  delete inputs["status"];
  const metadata = mapAt(live, "metadata");
  const kept = ["name", "namespace", "labels", "annotations"].filter(
    (key) => metadata[key] !== undefined,
  );
  inputs["metadata"] = Object.fromEntries(kept.map((key) => [key, metadata[key]]));
  return inputs;
}

function projectMap(inputs: PropertyMap, live: PropertyMap): PropertyMap {
  const projected: PropertyMap = {};
  for (const [key, input] of Object.entries(inputs)) {
    const value = project(input, live[key]);
    if (value !== undefined) projected[key] = value;
  }
  return projected;
}

function project(input: Property | undefined, live: Property | undefined): Property | undefined {
  // The API server drops what is empty.
  if (live === undefined || live === null) return isEmpty(input) ? input : undefined;
  if (isMap(input) && isMap(live)) return projectMap(input, live);
  if (Array.isArray(input) && Array.isArray(live)) {
    return live.map((item, index) =>
      index < input.length ? (project(input[index], item) ?? item) : item,
    );
  }
  return sameQuantity(input, live) ? input : live;
}

function isEmpty(value: Property | undefined): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isMap(value)) return Object.values(value).every(isEmpty);
  return value === undefined || value === null || value === "" || value === false || value === 0;
}

const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** Whether two values are the same quantity in different words: the API server answers `1` for `1000m`. */
function sameQuantity(one: Property | undefined, other: Property): boolean {
  if (one === other) return true;
  const [a, b] = [quantity(one), quantity(other)];
  return a !== undefined && b !== undefined && Math.abs(a - b) <= 1e-9 * Math.abs(a);
}

function quantity(value: Property | undefined): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return undefined;
  const match = /^([+-]?\d+(?:\.\d+)?)([numkMGTP]?|[KMGTP]i)$/.exec(value);
  const factor = suffixes[match?.[2] ?? ""];
  return match && factor !== undefined ? Number(match[1]) * factor : undefined;
}
