import type { Geography } from "../geo/geography.ts";
import { decodeAnew, decodeRecord } from "../peers/decodeRecord.ts";
import type { DecodedRecord } from "../peers/decodedRecord.ts";
import type { PeerLocation } from "../peers/model.ts";

/** How a record is read. */
export type DecodeRecord = (text: string) => DecodedRecord | null;

/** What is made of the texts of a reading. */
export interface Makers {
  readonly decode: DecodeRecord;
  readonly locate: Geography["locate"];
}

interface Reading {
  readonly peers: readonly {
    readonly enr: string | null;
    readonly record: DecodedRecord | null;
    readonly address: { readonly ip: string } | null;
    readonly location: PeerLocation | null;
  }[];
}

/**
 * Makes what the last reading has already out of that: most peers of a poll were there at the one before. Where the last
 * reading is packed nothing else has to be kept for it.
 */
export function recalling(last: Reading, { decode, locate }: Makers): Makers {
  let known: ReturnType<typeof madeIn> | undefined;
  // Not before the answer is there: who waits for one should not hold the peers of another.
  const recalled = () => (known ??= madeIn(last));
  return {
    decode: (text) => knownOr(recalled().records, text, decode),
    locate: (ip) => knownOr(recalled().places, ip, locate),
  };
}

/** What is known may be that there is nothing. */
const knownOr = <T>(
  known: ReadonlyMap<string, T | null>,
  key: string,
  make: (key: string) => T | null,
) => {
  const found = known.get(key);
  return found === undefined ? make(key) : found;
};

function madeIn({ peers }: Reading) {
  return {
    records: new Map(peers.map(({ enr, record }) => [enr ?? "", record])),
    places: new Map(peers.map(({ address, location }) => [address?.ip ?? "", location])),
  };
}

/** Remembers what it made, as long as it is asked for. */
export const remembering = ({ locate }: Geography): Makers => ({ decode: decodeRecord, locate });

/** Remembers nothing. */
export const forgetting = ({ locate, locateAnew = locate }: Geography): Makers => ({
  decode: decodeAnew,
  locate: locateAnew,
});
