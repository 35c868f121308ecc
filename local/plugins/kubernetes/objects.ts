import { createHash, randomBytes } from "node:crypto";

import { isMap, isUnknown, mapAt, stringAt, unknown } from "../grpc/values.ts";
import type { Property, PropertyMap } from "../grpc/values.ts";
import type { Autonaming } from "../provider/provider.ts";
import type { Kind } from "./kinds.ts";

/** Marks an object whose name was made up, as the official provider does. */
export const autonamedAnnotation = "pulumi.com/autonamed";

/** Where an object is: its namespace ("" for cluster-wide kinds) and its name. */
export interface ObjectName {
  readonly namespace: string;
  readonly name: string;
}

/** The namespace and the name in an object's metadata. */
export function nameOf(kind: Kind, object: PropertyMap): ObjectName {
  const metadata = mapAt(object, "metadata");
  const namespace = kind.namespaced ? (stringAt(metadata, "namespace") ?? "default") : "";
  return { namespace, name: stringAt(metadata, "name") ?? "" };
}

/** The id in the state: `namespace/name`, or the name alone for cluster-wide kinds. */
export function idOf({ namespace, name }: ObjectName): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}

/** The object that an id stands for. */
export function parseId(kind: Kind, id: string): ObjectName {
  const slash = id.indexOf("/");
  if (!kind.namespaced) return { namespace: "", name: id };
  return slash < 0
    ? { namespace: "default", name: id }
    : { namespace: id.slice(0, slash), name: id.slice(slash + 1) };
}

/** The REST path of the objects of a kind in a namespace. */
export function collectionPath(kind: Kind, namespace: string): string {
  const scope = kind.namespaced ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  return `${kind.root}${scope}/${kind.plural}`;
}

/** The REST path of one object. */
export function objectPath(kind: Kind, { namespace, name }: ObjectName): string {
  return `${collectionPath(kind, namespace)}/${encodeURIComponent(name)}`;
}

/** The live object as it is kept in the state: all of it but the API server's bookkeeping of field managers. */
export function outputsOf(live: PropertyMap): PropertyMap {
  const metadata = { ...mapAt(live, "metadata") };
  delete metadata["managedFields"];
  return { ...live, metadata };
}

/** The object of a preview: what only the real creation decides is unknown. */
export function previewOf(kind: Kind, object: PropertyMap, inputs: PropertyMap): PropertyMap {
  const metadata: PropertyMap = { ...mapAt(object, "metadata") };
  delete metadata["managedFields"];
  for (const key of ["uid", "creationTimestamp", "resourceVersion"]) metadata[key] = unknown;
  const preview: PropertyMap = { ...object, metadata };
  // Only kinds that have a status get one; for them it does not exist before the object does.
  if (kind.ready !== undefined || object["status"] !== undefined) preview["status"] = unknown;
  if (kind.assigned.length > 0) {
    const given = mapAt(inputs, "spec");
    const spec: PropertyMap = { ...mapAt(object, "spec") };
    for (const key of kind.assigned) if (given[key] === undefined) spec[key] = unknown;
    if (kind.kind === "Service") spec["ports"] = previewPorts(spec["ports"], given["ports"]);
    preview["spec"] = spec;
  }
  return preview;
}

/** A node port that the program does not choose is drawn by the API server, again for each request. */
function previewPorts(
  ports: Property | undefined,
  given: Property | undefined,
): Property | undefined {
  if (!Array.isArray(ports) || !Array.isArray(given)) return ports;
  return ports.map((port, index) => {
    const input = given[index];
    const drawn = isMap(port) && port["nodePort"] !== undefined && isMap(input);
    return drawn && input["nodePort"] === undefined ? { ...port, nodePort: unknown } : port;
  });
}

/** The annotation of an object, or undefined where it has none of that name. */
export function annotationOf(object: PropertyMap, name: string): string | undefined {
  return stringAt(mapAt(mapAt(object, "metadata"), "annotations"), name);
}

/**
 * Gives an object without a name one: the old one where it had been made up before, what the engine proposes, or the
 * resource's name with eight random hexadecimal digits.
 *
 * @returns undefined where names may not be made up (`pulumi:autonaming` is off).
 */
export function autoname(
  resourceName: string,
  inputs: PropertyMap,
  olds: PropertyMap,
  autonaming: Autonaming | undefined,
): PropertyMap | undefined {
  const metadata = mapAt(inputs, "metadata");
  if (metadata["name"] !== undefined) return inputs;
  const old =
    annotationOf(olds, autonamedAnnotation) === "true"
      ? mapAt(olds, "metadata")["name"]
      : undefined;
  if (old === undefined && autonaming?.mode === "disable") return undefined;
  const proposed = autonaming?.proposed ?? "";
  const name: Property =
    old ?? (proposed === "" ? `${resourceName}-${randomBytes(4).toString("hex")}` : proposed);
  const annotations = metadata["annotations"];
  return {
    ...inputs,
    metadata: {
      ...metadata,
      name,
      // Annotations that are not known yet cannot be added to; the real run adds the mark.
      annotations: isUnknown(annotations)
        ? (annotations ?? unknown)
        : { ...mapAt(metadata, "annotations"), [autonamedAnnotation]: "true" },
    },
  };
}

/** A name for a dry run beside an object that has the real one: valid, and of no object that exists. */
export function substituteName(name: string): string {
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, 50).replace(/[^a-z0-9]+$/, "")}-${digest}`;
}
