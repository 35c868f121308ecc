import { kubectl } from "./clusterApi.ts";
import { ethereum, monitoring } from "./clusterStack.ts";

/** An object of the cluster, as text. */
export interface ObjectText {
  /** `Secret/node-0-jwt-secret-1a2b3c4d` */
  readonly title: string;
  /** All of it, managed fields too, and what a Secret holds also as it is. */
  readonly text: string;
  /** The same without a Secret's `data`. */
  readonly textWithoutData: string;
}

interface Item {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
}

/** Every object of every kind in the stack's namespaces, events too, and every volume and namespace. */
export async function allObjects(): Promise<ObjectText[]> {
  const kinds = await kubectl("api-resources", "--namespaced", "--verbs=list", "--output=name");
  const all = kinds.trim().split("\n").join(",");
  const flags = ["--output=json", "--show-managed-fields"];
  const lists = [
    await kubectl("get", all, `--namespace=${ethereum}`, ...flags),
    await kubectl("get", all, `--namespace=${monitoring}`, ...flags),
    await kubectl("get", "namespaces,persistentvolumes", ...flags),
  ];
  return lists.flatMap((text) => (JSON.parse(text) as { items: Item[] }).items.map(objectText));
}

function objectText(item: Item): ObjectText {
  const { kind, metadata, data = {} } = item;
  const rest: Record<string, unknown> = { ...item };
  delete rest["data"];
  const opened =
    kind === "Secret"
      ? Object.values(data).map((value) => Buffer.from(value, "base64").toString("latin1"))
      : [];
  return {
    title: `${kind}/${metadata.name}`,
    text: [JSON.stringify(item), ...opened].join("\n"),
    textWithoutData: JSON.stringify(rest),
  };
}
