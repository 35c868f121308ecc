import type { NodeStatus } from "../serve/snapshot.ts";
import { type Action, isEnode } from "./action.ts";
import { AgentActionError, type SendAction } from "./agentClient.ts";
import { type Audit, type AuditEntry, pseudonymOf } from "./audit.ts";
import type { Limiter } from "./limiter.ts";

/** What an admin asks for. */
export interface ActionRequest {
  readonly node: string;
  readonly enode: string;
  readonly dryRun: boolean;
}

/** What became of it. */
export interface ActionOutcome {
  /** HTTP's. */
  readonly status: 200 | 400 | 404 | 409 | 429 | 502;
  /** Seconds after which to try again, with 429. */
  readonly retryAfter?: number;
  readonly body:
    | { readonly error: string }
    | {
        /** Whether it was done, or would be. */
        readonly accepted: boolean;
        readonly dryRun: boolean;
        /** The peer's name in the audit log. */
        readonly peer: string;
        readonly text: string;
      };
}

/** What acting needs. */
export interface ActionSources {
  /** Agent of each node that has one, by the node's name. */
  readonly agents: ReadonlyMap<string, string>;
  /** Whether a name is of the settings. */
  readonly isNode: (name: string) => boolean;
  readonly take: (name: string) => NodeStatus;
  readonly sharedToken: string;
  readonly send: SendAction;
  readonly limiter: Limiter;
  readonly audit: Audit;
}

const PLANS: Readonly<Record<Action, string>> = {
  add: "The client would connect to the peer, and again whenever it is gone, until it restarts.",
  remove: "The client would disconnect the peer, which may come again: no client bans.",
  trust: "The client would let the peer in even when all places are taken, until it restarts.",
};
const DONE: Readonly<Record<Action, string>> = {
  add: "The client connects to the peer.",
  remove: "The client disconnected the peer.",
  trust: "The client trusts the peer.",
};

/** Acts on peers through the agents: as little as can be, and every try in the audit log. */
export class ActionService {
  readonly #sources: ActionSources;

  constructor(sources: ActionSources) {
    this.#sources = sources;
  }

  /**
   * Does what is asked, or with `dryRun` says what it would do and sends nothing.
   *
   * @param subject who asks, for the audit log
   */
  async run(subject: string, action: Action, request: ActionRequest): Promise<ActionOutcome> {
    const { node, enode, dryRun } = request;
    const peer = isEnode(enode) ? pseudonymOf(enode, this.#sources.sharedToken) : null;
    const known = this.#sources.isNode(node);
    const note = (outcome: AuditEntry["outcome"]): void => {
      // A name that is not of the settings could be anything: an id, or an address.
      const named = known ? node : "unknown";
      this.#sources.audit({ subject, action, node: named, peer, dryRun, outcome });
    };
    const refuse = (status: 400 | 404 | 409, error: string): ActionOutcome => {
      note("refused");
      return { status, body: { error } };
    };
    if (!known) return refuse(404, "node: no such node");
    if (peer === null) return refuse(400, "enode: expected enode://KEY@IP:PORT");
    const agentUrl = this.#sources.agents.get(node);
    if (agentUrl === undefined)
      return refuse(409, "the node has no agent, without which nothing is done");
    if (dryRun) {
      note("planned");
      const text = `${PLANS[action]}${this.#isConnected(node, enode) ? "" : " It is not among the peers now."}`;
      return { status: 200, body: { accepted: true, dryRun, peer, text } };
    }
    const retryAfter = this.#sources.limiter.take(subject);
    if (retryAfter > 0) {
      note("limited");
      const error = `too many actions; again in ${retryAfter} s`;
      return { status: 429, retryAfter, body: { error } };
    }
    return this.#act(agentUrl, action, enode, peer, note);
  }

  async #act(
    agentUrl: string,
    action: Action,
    enode: string,
    peer: string,
    note: (outcome: AuditEntry["outcome"]) => void,
  ): Promise<ActionOutcome> {
    try {
      const accepted = await this.#sources.send(agentUrl, action, enode);
      note(accepted ? "done" : "declined");
      const text = accepted ? DONE[action] : "The client declined.";
      return { status: 200, body: { accepted, dryRun: false, peer, text } };
    } catch (error) {
      note("failed");
      if (!(error instanceof AgentActionError)) throw error;
      return { status: 502, body: { error: error.message } };
    }
  }

  /** Whether the peer is in the last list, by its key: its address there is that of the connection. */
  #isConnected(node: string, enode: string): boolean {
    const key = keyOf(enode);
    const peers = this.#sources.take(node).execution?.peers ?? [];
    return peers.some((peer) => peer.enode !== null && keyOf(peer.enode) === key);
  }
}

const keyOf = (enode: string): string => enode.split("@")[0]?.toLowerCase() ?? "";
