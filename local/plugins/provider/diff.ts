import { isMap, isUnknown } from "../grpc/values.ts";
import type { Property, PropertyMap } from "../grpc/values.ts";
import type { Change } from "./provider.ts";

/** Whether a change at this path (map keys, list indices) needs a new object. */
export type ReplacePredicate = (path: readonly (string | number)[]) => boolean;

/** What differs between two sets of inputs, a leaf at a time, so that a preview shows exactly what would change. */
export function diffInputs(
  olds: PropertyMap,
  news: PropertyMap,
  replaces: ReplacePredicate,
): Change[] {
  const changes: Change[] = [];
  const path: (string | number)[] = [];
  const visit = (before: Property | undefined, after: Property | undefined): void => {
    if (before === after && !isUnknown(after)) return;
    if (isMap(before) && isMap(after)) {
      for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
        path.push(key);
        visit(before[key], after[key]);
        path.pop();
      }
    } else if (Array.isArray(before) && Array.isArray(after)) {
      for (let index = 0; index < Math.max(before.length, after.length); index++) {
        path.push(index);
        visit(before[index], after[index]);
        path.pop();
      }
    } else {
      const kind = before === undefined ? "add" : after === undefined ? "delete" : "update";
      changes.push({ path: formatPath(path), kind, replaces: replaces(path) });
    }
  };
  visit(olds, news);
  return changes;
}

/** The path in Pulumi's notation: `spec.ports[0]`, `labels["app.kubernetes.io/name"]`. */
export function formatPath(path: readonly (string | number)[]): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else if (/^[A-Za-z_$][\w$]*$/.test(part)) text += text === "" ? part : `.${part}`;
    else text += `["${part.replaceAll(/["\\]/g, "\\$&")}"]`;
  }
  return text;
}
