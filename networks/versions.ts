import type { ClientName } from "../components/clients/names.ts";
import type { Fork, Network } from "./network.ts";
import { dateOf, forkTime } from "./schedule.ts";

/** Why a release does not do on a network, and which one does. */
export interface VersionProblem {
  /** The release to take, or a newer one. */
  readonly take: string;
  /** One sentence without its full stop. */
  readonly reason: string;
}

/** A release that a network needs, and why. */
interface Need {
  readonly version: string;
  readonly reason: string;
}

/** Below zero where `a` is older than `b`. What follows a dash does not count. */
export function compareVersions(a: string, b: string): number {
  const numbers = (version: string) => (version.split("-")[0] ?? "").split(".").map(Number);
  const left = numbers(a);
  const right = numbers(b);
  return left.map((part, index) => part - (right[index] ?? 0)).find((diff) => diff !== 0) ?? 0;
}

/**
 * What is wrong with a client's release on a network: it is known to leave it, or it does not know a fork that is there or has
 * a date, or it is too old for another reason. `undefined` where nothing is known against it.
 *
 * @param now Unix time, seconds: says of a fork whether it was or is to come
 */
export function versionProblem(
  network: Network,
  client: ClientName,
  version: string,
  now: number,
): VersionProblem | undefined {
  const rule = network.clients[client];
  const blocked = rule?.blocked?.[version];
  if (blocked !== undefined) return { take: blocked.instead, reason: blocked.reason };
  const unmet = needs(network, client, now).filter(
    (need) => compareVersions(version, need.version) < 0,
  );
  if (unmet.length === 0) return undefined;
  const oldest =
    unmet
      .map((need) => need.version)
      .sort(compareVersions)
      .at(-1) ?? version;
  return {
    take: allowed(network, client, oldest),
    reason: unmet.map(({ reason }) => reason).join("; "),
  };
}

/** A release that is old enough is of no use where it is blocked. */
function allowed(network: Network, client: ClientName, version: string): string {
  return network.clients[client]?.blocked?.[version]?.instead ?? version;
}

function needs(network: Network, client: ClientName, now: number): Need[] {
  const forks = network.forks.flatMap((fork): Need[] => {
    const version = fork.minimum?.[client];
    return version === undefined
      ? []
      : [{ version, reason: forkReason(network, fork, version, now) }];
  });
  const minimum = network.clients[client]?.minimum;
  return [...forks, ...(minimum === undefined ? [] : [minimum])];
}

function forkReason(network: Network, fork: Fork, version: string, now: number): string {
  const time = forkTime(network, fork);
  const layers = fork.layers === undefined ? "" : ` (${fork.layers})`;
  const when = time > now ? `on ${dateOf(time)}` : `since ${dateOf(time)}`;
  return `the fork ${fork.name}${layers} ${when} needs ${version}`;
}

/**
 * The release of each client that a network's fork needs at least, as `geth 1.16.7, prysm 7.0.0`; those that the client's
 * release is not known of are left out.
 */
export function releasesFor(fork: Fork | undefined, clients: readonly ClientName[]): string {
  return clients
    .flatMap((client) => {
      const version = fork?.minimum?.[client];
      return version === undefined ? [] : [`${client} ${version}`];
    })
    .join(", ");
}
