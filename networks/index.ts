import { devnet } from "./devnet.ts";
import { hoodi } from "./hoodi.ts";
import { mainnet } from "./mainnet.ts";
import type { Network } from "./network.ts";

/** Every network that a stack can join, by name. */
export const networks: ReadonlyMap<string, Network> = new Map(
  [devnet, hoodi, mainnet].map((network) => [network.name, network]),
);
