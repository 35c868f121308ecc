import type { Network } from "../networks/network.ts";
import { comingWithin, daysTo, momentOf, nextFork, type Upcoming } from "../networks/schedule.ts";
import { releasesFor } from "../networks/versions.ts";
import { clientVersion, clientsInUse } from "../settings/clients.ts";
import type { Settings } from "../settings/schema.ts";

/** So many days before a fork it is spoken of in every preview. */
const warnDays = 30;

const none = "none scheduled";

/** What a stack says of its network's next fork. */
export interface ForkOutputs {
  /** Whole days, 0 on the eve; or that none has a date. */
  readonly daysToNextFork: number | typeof none;
  /** Its name and its moment; or that none has a date, and what is planned. */
  readonly nextFork: string;
}

/**
 * The outputs on forks.
 *
 * @param now Unix time, seconds
 */
export function forkOutputs(network: Network, now: number): ForkOutputs {
  const next = nextFork(network, now);
  if (next === undefined) {
    const { planned } = network;
    return {
      daysToNextFork: none,
      nextFork: planned === undefined ? none : `${none}; ${planned.name} ${planned.state}`,
    };
  }
  return {
    daysToNextFork: daysTo(next.time, now),
    nextFork: `${fullName(next)} on ${momentOf(next.time)}`,
  };
}

/**
 * What comes within 30 days, each with the releases that it needs and those that the stack runs. Releases that are known not
 * to follow are no warning but an error, and end the program before.
 *
 * @param now Unix time, seconds
 */
export function forkWarnings(settings: Settings, now: number): string[] {
  return comingWithin(settings.network, warnDays, now).map((change) => {
    const { name } = settings.network;
    const days = daysTo(change.time, now);
    const when = `on ${momentOf(change.time)}, in ${days === 1 ? "1 day" : `${days} days`}`;
    return change.kind === "reset"
      ? `${name} begins anew ${when}: deploy the stack again then, so that the nodes drop the old chain's data and follow the new chain`
      : `${name} forks ${when}: ${fullName(change)}. ${releases(settings, change)}`;
  });
}

const fullName = ({ name, fork }: Upcoming): string =>
  fork?.layers === undefined ? name : `${name} (${fork.layers})`;

function releases(settings: Settings, { fork }: Upcoming): string {
  const clients = clientsInUse(settings);
  const needed = releasesFor(fork, clients);
  const run = clients.map((client) => `${client} ${clientVersion(settings, client)}`).join(", ");
  return needed === ""
    ? `Which releases it needs is not known here; this stack runs ${run}`
    : `It needs ${needed} or newer; this stack runs ${run}`;
}
