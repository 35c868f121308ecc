import { z } from "zod";
import * as peer from "../peerValues.ts";
import * as value from "../values.ts";

/** Static and trusted peers, boot nodes, discovery: of all nodes, beside what the fleet's own nodes know of each other. */
export const peerSettings = {
  executionStaticPeers: z.array(peer.enode, "a list of enode URLs"),
  executionTrustedPeers: z.array(peer.enode, "a list of enode URLs"),
  executionBootnodes: z.array(peer.enodeOrRecord, "a list of enode URLs and node records"),
  consensusStaticPeers: z.array(peer.multiaddress, "a list of multiaddresses"),
  consensusBootnodes: z.array(peer.nodeRecord, "a list of node records"),
  discoveryV4: value.byPreset(value.flag),
  discoveryV5: value.byPreset(value.flag),
};
