import { z } from "zod";
import { p2pExposures } from "../../components/p2pExposure.ts";
import * as peer from "../peerValues.ts";
import * as value from "../values.ts";
import { only, oneOf } from "./shared.ts";

export const p2pSettings = {
  p2pExposure: oneOf(p2pExposures),
  stunServers: z.array(peer.stunServer, "a list of STUN servers"),
};

/** What a node says of how it is reached. */
export const nodeP2p = {
  p2p: only("an object", {
    address: value.ipAddress.optional(),
    executionPort: value.port.optional(),
    consensusPort: value.port.optional(),
    discoveryPort: value.port.optional(),
  }).optional(),
};
