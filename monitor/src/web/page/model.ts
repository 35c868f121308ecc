import type { PeerEvent } from "../../serve/events/event.ts";
import type { Snapshot } from "../../serve/snapshot.ts";
import type { Column } from "./columns.ts";
import type { Filter } from "./filter.ts";
import type { Row } from "./rows.ts";
import type { Series } from "./series.ts";
import type { View } from "./urlState.ts";

/** How the page hears of what is new. */
export type Connection =
  | { readonly kind: "loading" }
  | { readonly kind: "live" }
  | { readonly kind: "polling" }
  /** Nothing has come for a while; `since` in milliseconds of the page's own clock. */
  | { readonly kind: "lost"; readonly since: number; readonly why: string }
  | { readonly kind: "signIn"; readonly wrong: boolean };

/** Who the reader is to the server, and what may be done. */
export interface Session {
  readonly role: string | null;
  /** Empty when actions are not enabled or the role has none. */
  readonly actions: readonly string[];
  /** Whether the server keeps a history to ask for. */
  readonly history: boolean;
}

/** All that the page is drawn from. */
export interface Model {
  readonly connection: Connection;
  readonly session: Session;
  readonly view: View;
  readonly snapshot: Snapshot;
  /** The time by the server's clock, milliseconds since 1970: the reader's own clock may be wrong. */
  readonly now: number;
  /** Milliseconds since the snapshot came. */
  readonly elapsed: number;
  readonly events: readonly PeerEvent[];
  readonly series: Series;
  readonly filter: Filter;
  readonly columns: readonly Column[];
  /** All peers of the node or fleet. */
  readonly rows: readonly Row[];
  /** Those that pass the filter, sorted. */
  readonly shown: readonly Row[];
}
