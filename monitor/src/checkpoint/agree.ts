import type { Logger } from "pino";

import { type Checkpoint, type CheckpointEndpoint, EndpointError } from "./answers.ts";

/** One endpoint's word on a checkpoint. */
export interface Testimony extends Checkpoint {
  readonly url: string;
}

/** Enough endpoints agree. */
export interface Agreement extends Checkpoint {
  /** The endpoint to sync from: this checkpoint is the finalized one of its own. */
  readonly url: string;
  /** Every endpoint that said the same of it, in the order of the list. */
  readonly confirmedBy: readonly string[];
}

/** Two endpoints give different blocks for one epoch: one of them is wrong, and nobody here can tell which. */
export class DisagreementError extends Error {
  override readonly name = "DisagreementError";
  readonly answers: readonly [Testimony, Testimony];

  constructor(one: Testimony, other: Testimony) {
    const say = ({ url, root }: Testimony) => `${url} says ${root}`;
    super(
      `the endpoints disagree on the finalized block of epoch ${one.epoch}: ${say(one)}, ${say(other)}; ` +
        "one of them is on another chain or lies: find out which (compare with a block explorer), take it out of the list",
    );
    this.answers = [one, other];
  }
}

/** Fewer endpoints than wanted said the same. */
export class NoQuorumError extends Error {
  override readonly name = "NoQuorumError";

  constructor(quorum: number, reasons: readonly string[]) {
    super(
      `expected ${quorum} endpoints that agree on a finalized block, came fewer: ${reasons.join("; ")}`,
    );
  }
}

/**
 * Asks every endpoint for its finalized checkpoint, and takes the newest one that `quorum` of them confirm.
 *
 * Endpoints are rarely at the same epoch; the one that is ahead is asked what it has for the other's. A checkpoint that
 * only one of them knows yet is not used, so the endpoint that is chosen is one whose own finalized checkpoint the others
 * confirm.
 *
 * @param pinned a checkpoint that is known from elsewhere; an endpoint that has another block there is wrong
 * @throws {DisagreementError} where two answers exclude each other
 * @throws {NoQuorumError} where too few answer, or cannot be compared
 */
export async function agree(
  endpoints: readonly CheckpointEndpoint[],
  quorum: number,
  pinned: Checkpoint | undefined,
  log: Logger,
): Promise<Agreement> {
  const reasons: string[] = [];
  const asked = await Promise.all(
    endpoints.map(async (endpoint) => {
      try {
        const { epoch, root } = await endpoint.finalized();
        log.info({ url: endpoint.url, epoch, root }, "finalized checkpoint");
        return { endpoint, url: endpoint.url, epoch, root };
      } catch (error) {
        if (!(error instanceof EndpointError)) throw error;
        log.warn({ url: endpoint.url, reason: error.message }, "endpoint not used");
        reasons.push(`${endpoint.url}: ${error.message}`);
        return undefined;
      }
    }),
  );
  const living = asked.filter((answer) => answer !== undefined);
  if (pinned !== undefined) {
    for (const { endpoint } of living) await confirms(endpoint, pinned, "the setting");
  }
  let best: Agreement | undefined;
  for (const { url, epoch, root } of living) {
    const confirmedBy = [];
    for (const other of living) {
      const word = other.url === url ? root : await wordOf(other, epoch);
      if (word === undefined) {
        if (other.epoch >= epoch)
          reasons.push(`${other.url} does not tell its block of epoch ${epoch}`);
        continue;
      }
      if (word !== root) {
        throw new DisagreementError({ url, epoch, root }, { url: other.url, epoch, root: word });
      }
      confirmedBy.push(other.url);
    }
    if (confirmedBy.length >= quorum && (best === undefined || epoch > best.epoch)) {
      best = { url, epoch, root, confirmedBy };
    }
  }
  if (best !== undefined) return best;
  reasons.unshift(`${living.length} of ${endpoints.length} answered`);
  throw new NoQuorumError(quorum, reasons);
}

/** What an endpoint has for an epoch; undefined where it has not finalized it yet, or does not tell. */
async function wordOf(
  other: Checkpoint & { readonly endpoint: CheckpointEndpoint },
  epoch: number,
): Promise<string | undefined> {
  if (other.epoch === epoch) return other.root;
  return other.epoch < epoch ? undefined : other.endpoint.rootAt(epoch);
}

async function confirms(
  endpoint: CheckpointEndpoint,
  pinned: Checkpoint,
  who: string,
): Promise<void> {
  const root = await endpoint.rootAt(pinned.epoch);
  if (root !== undefined && root !== pinned.root) {
    const { epoch } = pinned;
    throw new DisagreementError({ url: who, ...pinned }, { url: endpoint.url, epoch, root });
  }
}
