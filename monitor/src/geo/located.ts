import type { ConsensusData, ExecutionData } from "../peers/model.ts";
import { type Geography, NO_GEOGRAPHY } from "./geography.ts";

/** A reading with the place of each peer whose address is known. */
export function located<T extends ExecutionData | ConsensusData>(
  data: T,
  { locate }: Pick<Geography, "locate">,
): T {
  if (locate === NO_GEOGRAPHY.locate) return data;
  const peers = data.peers.map((peer) => ({
    ...peer,
    location: peer.address === null ? null : locate(peer.address.ip),
  }));
  return { ...data, peers };
}
