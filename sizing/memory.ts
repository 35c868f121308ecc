import type { ClientName } from "../components/clients/names.ts";
import { mebibytes } from "./quantity.ts";

/** The clients written in Go, whose garbage collector can be told how much memory there is. */
const goClients: ReadonlySet<ClientName> = new Set<ClientName>(["geth", "erigon", "prysm"]);

/**
 * Geth's caches that are not on Go's heap, of all of `--cache`: database (50 %), clean trie nodes (15 %) and snapshot
 * (10 %) live in memory of their own (Pebble's cache, fastcache).
 *
 * Source: go-ethereum v1.17.5 cmd/utils/flags.go, `--cache.*`.
 */
const offHeap = 0.75;

/**
 * The environment that tells a Go client of its memory limit: GOMEMLIMIT, a tenth below what Kubernetes kills it at, and
 * without what Geth keeps outside Go's heap. Without it the heap may double before it is collected, which is above the
 * limit. Other clients get nothing: their runtimes read the limit themselves or have no collector.
 *
 * Source: https://pkg.go.dev/runtime#hdr-Environment_Variables
 *
 * @param memory the memory limit, such as `16Gi`
 * @param cacheMb Geth's `--cache`; 0 for other clients
 */
export function memoryEnvironment(
  client: ClientName,
  memory: string,
  cacheMb: number,
): Readonly<Record<string, string>> {
  if (!goClients.has(client)) return {};
  const outside = client === "geth" ? cacheMb * offHeap : 0;
  return { GOMEMLIMIT: `${Math.floor(mebibytes(memory) * 0.9 - outside)}MiB` };
}

/** The least memory limit that lets Geth have a cache: it takes a third of what there is, and lowers what is more. */
export const memoryFloorMb = (cacheMb: number): number => 3 * cacheMb;

/** The largest cache for a memory limit, MiB. Source: go-ethereum v1.17.5 cmd/utils/flags.go, SetEthConfig. */
export const cacheCeilingMb = (memory: string): number => Math.floor(mebibytes(memory) / 3);
