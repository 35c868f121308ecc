import type { Layer } from "../../peers/clientName.ts";
import type { ConsensusData, ExecutionData } from "../../peers/model.ts";
import type { StateChange } from "../target.ts";
import { type Locate, toTold } from "./agentEvents.ts";
import type { EventLog } from "./eventLog.ts";
import { Follower, type FollowerOptions } from "./follower.ts";
import { Ledger, type ListedPeer } from "./ledger.ts";
import { shortReason } from "./reason.ts";

/** Settings of a layer's events. */
export interface LayerEventsOptions {
  readonly node: string;
  readonly layer: Layer;
  /** Where they go. */
  readonly log: EventLog;
  readonly locate: Locate;
  /** The agent that tells them; null where only readings show them. */
  readonly agent: Pick<FollowerOptions, "agentUrl" | "fetcher" | "onTurn"> | null;
}

type Peer = (ExecutionData | ConsensusData)["peers"][number];

function listed({ id, client, direction, location }: Peer): ListedPeer {
  const { country = null, asn = null } = location ?? {};
  return { id, client: client.kind, direction, country, asn };
}

/** Finds what happens to one layer of a node, from the agent's events and from the readings, and writes it down. */
export class LayerEvents {
  readonly #ledger: Ledger;
  readonly #follower: Follower | null;
  #down = false;

  constructor({ node, layer, log, locate, agent }: LayerEventsOptions) {
    this.#ledger = new Ledger(node, layer, (event) => {
      log.append(event);
    });
    this.#follower =
      agent === null
        ? null
        : new Follower({
            ...agent,
            onEvent: (event) => {
              this.#ledger.told(toTold(event, locate));
            },
          });
  }

  /** Begins to follow the agent. */
  start(): void {
    void this.#follower?.run();
  }

  /** Ends that. */
  stop(): void {
    this.#follower?.stop();
  }

  /** Takes a good reading. */
  took(data: ExecutionData | ConsensusData): void {
    // Of a client that only tells how many peers it has, none is seen to come or go.
    if ("unlistedPeers" in data && data.unlistedPeers > 0) return;
    const position = this.#follower?.position ?? null;
    const eventSeq = "eventSeq" in data ? data.eventSeq : null;
    // A list of another moment than the events were read up to would show as news what the next event tells better.
    const compare = position === null || position === eventSeq;
    const reasons = "leaveReasons" in data ? data.leaveReasons : undefined;
    this.#ledger.read(data.peers.map(listed), data.fetchedAt, compare, reasons);
  }

  /** Takes a change of the layer's state. That it is up at the monitor's first look is no event. */
  turned({ from, to, reason }: StateChange): void {
    if (to === "up") {
      if (this.#down) this.#ledger.turned("up", null);
      this.#down = false;
    } else if (!this.#down && (to === "down" || from === "up")) {
      this.#down = true;
      this.#ledger.turned("down", reason === null ? null : shortReason(reason));
    }
  }
}
