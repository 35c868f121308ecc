import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import type { ListValue, Struct, Value } from "google-protobuf/google/protobuf/struct_pb.js";

/**
 * A property as the engine sends it: JSON, in which a value that is not known during a preview is one of the
 * sentinel strings (see {@link isUnknown}).
 */
export type Property = null | boolean | number | string | Property[] | PropertyMap;

/** The properties of a resource, by name. `undefined` is never sent; it stands for "absent". */
export interface PropertyMap {
  [key: string]: Property | undefined;
}

/** The sentinel that stands for a value which is known only after the operation has run. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

// One sentinel a type: sdk/go/common/resource/plugin/rpc.go of the engine.
const unknowns = new Set<unknown>([
  unknown,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

// A map with this key is a special value (secret, output, asset, …) and not a plain map.
const signatureKey = "4dabf18193072939515e22adb298388d";

/** Whether the value is a sentinel for a value that is not known yet. */
export function isUnknown(value: Property | undefined): boolean {
  return typeof value === "string" && unknowns.has(value);
}

/** Whether anything inside the value is not known yet. */
export function hasUnknown(value: Property | undefined): boolean {
  if (Array.isArray(value)) return value.some(hasUnknown);
  if (isMap(value)) return Object.values(value).some(hasUnknown);
  return isUnknown(value);
}

/** Whether the value is a map of properties. */
export function isMap(value: Property | undefined): value is PropertyMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The map at `key`, or an empty one where there is none. */
export function mapAt(value: PropertyMap, key: string): PropertyMap {
  const inner = value[key];
  return isMap(inner) ? inner : {};
}

/** The string at `key`, or undefined where there is none. */
export function stringAt(value: PropertyMap, key: string): string | undefined {
  const inner = value[key];
  return typeof inner === "string" ? inner : undefined;
}

/** The scalar at `key` as text, or "" where there is none. */
export function textAt(value: PropertyMap, key: string): string {
  const inner = value[key];
  return inner === undefined || inner === null || typeof inner === "object" ? "" : String(inner);
}

/** The number at `key`, or undefined where there is none. */
export function numberAt(value: PropertyMap, key: string): number | undefined {
  const inner = value[key];
  return typeof inner === "number" ? inner : undefined;
}

/** The maps in the list at `key`, or none. */
export function mapsAt(value: PropertyMap, key: string): PropertyMap[] {
  const inner = value[key];
  return Array.isArray(inner) ? inner.filter(isMap) : [];
}

/**
 * Properties from the wire. Secrets come plain (the plugins answer acceptSecrets=false), except in the provider's own
 * configuration, where they come wrapped: they are unwrapped here, and the engine marks the outputs again itself.
 */
export function fromStruct(struct: Struct | undefined): PropertyMap {
  const map: PropertyMap = {};
  struct?.getFieldsMap().forEach((value: Value, key: string) => {
    map[key] = fromValue(value);
  });
  return map;
}

function fromValue(value: Value): Property {
  switch (value.getKindCase()) {
    case structPb.Value.KindCase.BOOL_VALUE:
      return value.getBoolValue();
    case structPb.Value.KindCase.NUMBER_VALUE:
      return value.getNumberValue();
    case structPb.Value.KindCase.STRING_VALUE:
      return value.getStringValue();
    case structPb.Value.KindCase.LIST_VALUE:
      return (value.getListValue()?.getValuesList() ?? []).map(fromValue);
    case structPb.Value.KindCase.STRUCT_VALUE: {
      const map = fromStruct(value.getStructValue());
      return signatureKey in map ? (map["value"] ?? unknown) : map;
    }
    default:
      return null;
  }
}

/** Properties for the wire; absent ones are left out. */
export function toStruct(map: PropertyMap): Struct {
  const struct = new structPb.Struct();
  const fields = struct.getFieldsMap();
  for (const [key, value] of Object.entries(map)) {
    if (value !== undefined) fields.set(key, toValue(value));
  }
  return struct;
}

function toValue(property: Property): Value {
  const value = new structPb.Value();
  if (property === null) value.setNullValue(structPb.NullValue.NULL_VALUE);
  else if (typeof property === "boolean") value.setBoolValue(property);
  else if (typeof property === "number") value.setNumberValue(property);
  else if (typeof property === "string") value.setStringValue(property);
  else if (Array.isArray(property)) value.setListValue(toList(property));
  else value.setStructValue(toStruct(property));
  return value;
}

function toList(properties: readonly Property[]): ListValue {
  const list = new structPb.ListValue();
  list.setValuesList(properties.map(toValue));
  return list;
}
