import { z } from "zod";
import {
  clientNames,
  consensusClientNames,
  executionClientNames,
  type ClientName,
} from "../../components/clients/names.ts";
import * as value from "../values.ts";
import { oneOf } from "./shared.ts";

/** An object from clients' names to values of one kind. A name that no client has is an error. */
function perClient<T extends z.ZodType>(what: string, type: T) {
  const message = `${what} by the client's name, one of ${clientNames.join(", ")}`;
  const shape = Object.fromEntries(clientNames.map((name) => [name, type.optional()]));
  return z.strictObject(shape as Record<ClientName, z.ZodOptional<T>>, message);
}

const executionClient = oneOf(executionClientNames);
const consensusClient = oneOf(consensusClientNames);

export const clientSettings = {
  executionClient,
  consensusClient,
  clientVersions: perClient("versions", value.version),
  clientImages: perClient("images", value.image),
  clientFlags: perClient("lists of flags", z.array(z.string("a flag"), "a list of flags")),
  executionMaxPeers: value.integer(0),
  consensusMaxPeers: value.integer(0),
  imagesByDigest: value.flag,
};

/** What a node says of its own clients. */
export const nodeClients = {
  executionClient: executionClient.optional(),
  consensusClient: consensusClient.optional(),
};
