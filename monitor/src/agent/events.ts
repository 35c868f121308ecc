/** A peer that joined or left, as the agent tells it. Names and reasons are the peers' and the client's own words. */
export interface AgentEvent {
  /** Grows by one from event to event, and is of the clock at the agent's start, so it grows over restarts too. */
  readonly seq: number;
  /** ISO 8601. */
  readonly at: string;
  readonly kind: "join" | "leave";
  /** `event` when the client told of it, `poll` when a list of the peers showed it, between the last list and this. */
  readonly precision: "event" | "poll";
  /** The peer's id. */
  readonly peer: string;
  /** What the peer calls itself; null when it was never listed. */
  readonly name: string | null;
  /** Whether the peer opened the connection; null when it was never listed. */
  readonly inbound: boolean | null;
  /** The peer's address and port; null when not told. */
  readonly remote: string | null;
  /** Why it left, in the client's words; null for a join and when not told. */
  readonly reason: string | null;
}

/** What the agent serves at `/v1/events?after=N`: the events after that number, oldest first. */
export interface EventsReading {
  readonly schema: 1;
  /** Number of the newest event; below every event's when there was none. */
  readonly newest: number;
  readonly events: readonly AgentEvent[];
}
