import type { ConsensusFlagArgs } from "./consensusClient.ts";

/**
 * The beacon node that a client with an empty database is filled from: the user's, or the network's first. Undefined where
 * there is none, as on a network of the user's own.
 */
export const checkpointUrl = ({
  network,
  checkpointSyncUrl,
}: ConsensusFlagArgs): string | undefined =>
  network.public === undefined
    ? undefined
    : (checkpointSyncUrl ?? network.public.checkpointSyncUrls[0]);

/** `--name=value`, or nothing where there is no value. */
export const flagOf = (name: string, value: string | undefined): string[] =>
  value === undefined ? [] : [`--${name}=${value}`];

/** `--name=a,b`, or nothing where the list is empty. */
export const listFlag = (name: string, values: readonly string[]): string[] =>
  flagOf(name, values.length === 0 ? undefined : values.join(","));

/**
 * The peer ids of multiaddresses: `16Uiu2HA…` of `/dns4/a/tcp/13000/p2p/16Uiu2HA…`. An address without one has nothing to
 * trust.
 *
 * Source: https://github.com/libp2p/specs/blob/master/addressing/README.md
 */
export const peerIds = (multiaddresses: readonly string[]): string[] =>
  multiaddresses.flatMap((address) => /\/p2p\/([^/]+)$/.exec(address)?.slice(1) ?? []);
