import { devnet } from "./devnet.ts";
import { ephemery } from "./ephemery.ts";
import { holesky } from "./holesky.ts";
import { hoodi } from "./hoodi.ts";
import { mainnet } from "./mainnet.ts";
import type { Network } from "./network.ts";
import { sepolia } from "./sepolia.ts";

/** The networks that are the same on every day, by name; those that are retired among them. */
export const networks: ReadonlyMap<string, Network> = new Map(
  [mainnet, sepolia, hoodi, holesky, devnet].map((network) => [network.name, network]),
);

/** The name of a network that the setting `customNetwork` describes. */
export const customName = "custom";

/** The names that the setting `network` may have: live networks first; retired ones are known and refused. */
export const networkNames = [
  "mainnet",
  "sepolia",
  "hoodi",
  "ephemery",
  "custom",
  "devnet",
] as const;

/** What the setting `network` may be, to follow the word "expected". */
export const offeredNetworks = `one of ${networkNames.join(", ")}`;

/**
 * A network by its name; `undefined` for a name that none has, and for a custom one.
 *
 * @param now Unix time, seconds: one network has another chain each month
 */
export function findNetwork(name: string, now: number): Network | undefined {
  return name === "ephemery" ? ephemery(now) : networks.get(name);
}
