import type { Client } from "./client.ts";
import type { ConsensusClient } from "./consensusClient.ts";
import type { ExecutionClient } from "./executionClient.ts";
import { besu } from "./besu.ts";
import { erigon } from "./erigon.ts";
import { geth } from "./geth.ts";
import { grandine } from "./grandine.ts";
import { lighthouse } from "./lighthouse.ts";
import { lodestar } from "./lodestar.ts";
import type { ClientName, ConsensusClientName, ExecutionClientName } from "./names.ts";
import { nethermind } from "./nethermind.ts";
import { nimbus } from "./nimbus.ts";
import { prysm } from "./prysm.ts";
import { reth } from "./reth.ts";
import { teku } from "./teku.ts";

export type { ClientName, ConsensusClientName, ExecutionClientName };

/** Every execution client, by name. Adding a client adds its description here, its name and its version. */
export const executionClients: ReadonlyMap<string, ExecutionClient> = new Map(
  [geth, nethermind, besu, erigon, reth].map((client: ExecutionClient) => [client.name, client]),
);

/** Every consensus client, by name. */
export const consensusClients: ReadonlyMap<string, ConsensusClient> = new Map(
  [prysm, lighthouse, teku, nimbus, lodestar, grandine].map((client: ConsensusClient) => [
    client.name,
    client,
  ]),
);

/** A client by its name. Default: Geth. */
export const executionClient = (name: ExecutionClientName = "geth"): ExecutionClient =>
  known(name, executionClients.get(name));

/** A client by its name. Default: Prysm. */
export const consensusClient = (name: ConsensusClientName = "prysm"): ConsensusClient =>
  known(name, consensusClients.get(name));

/** A client of either layer by its name. */
export const clientByName = (name: ClientName): Client<ClientName> =>
  known(name, executionClients.get(name) ?? consensusClients.get(name));

function known<T>(name: ClientName, client: T | undefined): T {
  if (client === undefined) throw new Error(`client ${name} has no description`);
  return client;
}
