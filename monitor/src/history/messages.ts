import type { EventFilter } from "./history.ts";
import type { CountsQuery } from "./slots.ts";
import type { Batch } from "./writer.ts";

/** What the thread is asked. */
export type Question =
  | { readonly kind: "write"; readonly batch: Batch }
  | { readonly kind: "counts"; readonly query: CountsQuery }
  | { readonly kind: "events"; readonly filter: EventFilter }
  | { readonly kind: "close" };

/** A question with the number that its answer has. */
export interface Request {
  readonly id: number;
  readonly question: Question;
}

/** What the thread says: an answer, or by itself a notice for the log. */
export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string }
  | { readonly notice: string };
