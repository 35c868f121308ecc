import { containerLog } from "./clusterPods.ts";
import type { Pod } from "./clusterPods.ts";

type Entry = Readonly<Record<string, unknown>>;

/** The lines of a Geth's log since its container started that have a message. */
async function entries(pod: Pod, message: string): Promise<Entry[]> {
  const lines = (await containerLog(pod, "geth")).split("\n");
  return lines
    .filter((line) => line.includes(message))
    .map((line) => JSON.parse(line) as Entry)
    .filter(({ msg }) => msg === message);
}

/**
 * The runs that did not end well before this one, by the times that Geth has noted of them: when they started, or up to
 * five minutes before their end. Milliseconds since 1970.
 *
 * Source: go-ethereum v1.17.5 internal/shutdowncheck/shutdown_tracker.go
 */
export async function uncleanShutdowns(pod: Pod): Promise<number[]> {
  const found = await entries(pod, "Unclean shutdown detected");
  return found.map(({ booted }) => Date.parse(String(booted)));
}

/** The newest block that a Geth found in its volume when it started. @throws where its log says none */
export async function firstBlock(pod: Pod): Promise<number> {
  const [entry] = await entries(pod, "Loaded most recent local block");
  if (entry === undefined) throw new Error(`Geth of ${pod.metadata.name} found no block`);
  return Number(entry["number"]);
}
