import type { Network } from "./network.ts";

/**
 * Whether all nodes of a network are on the public internet, so that none has a private address: not on a private chain, and
 * not on a network whose description says so.
 */
export const onPublicInternet = (network: Network): boolean =>
  network.public !== undefined && network.public.privateAddresses !== true;
