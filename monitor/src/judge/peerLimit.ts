import type { NodeSettings } from "./settings.ts";

/** Most peers that a client takes: by the settings, else by its own word, else not known. */
export function peerLimitOf(
  settings: NodeSettings["execution"],
  data: object | null,
): number | null {
  const told = data !== null && "peerLimit" in data ? data.peerLimit : null;
  return settings?.peerLimit ?? (typeof told === "number" ? told : null);
}
