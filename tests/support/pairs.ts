import { consensusClients, executionClients } from "../../components/clients/index.ts";
import { clientVersions } from "../../components/clients/versions.ts";
import type { ConsensusClient } from "../../components/clients/consensusClient.ts";
import type { ExecutionClient } from "../../components/clients/executionClient.ts";
import { EthereumNode } from "../../components/ethereumNode.ts";
import { networks } from "../../networks/index.ts";
import type { Network } from "../../networks/network.ts";
import { run } from "./mocks.ts";
import { kubernetesObjects, type KubernetesObject } from "./runStack.ts";

/** An execution client with a consensus client, on a network that both are meant for. */
export interface Pair {
  readonly execution: ExecutionClient;
  readonly consensus: ConsensusClient;
  readonly network: Network;
  /** For titles: `besu and teku on hoodi`. */
  readonly title: string;
}

/** The public networks that every client knows by a name of its own. */
export const pairNetworks = ["mainnet", "sepolia", "hoodi"].map((name) => {
  const network = networks.get(name);
  if (network === undefined) throw new Error(`there is no network ${name}`);
  return network;
});

/** Every execution client with every consensus client on each of these networks. */
export const pairs: readonly Pair[] = [...executionClients.values()].flatMap((execution) =>
  [...consensusClients.values()].flatMap((consensus) =>
    pairNetworks.map((network) => ({
      execution,
      consensus,
      network,
      title: `${execution.name} and ${consensus.name} on ${network.name}`,
    })),
  ),
);

const volume = { size: "1Gi" };
const resources = { cpu: "1", memory: "1Gi" };

/**
 * The objects of an EthereumNode of a pair, in the versions that a stack runs by default.
 *
 * @param name the node's name
 */
export async function pairObjects(
  name: string,
  { execution, consensus, network }: Pair,
): Promise<KubernetesObject[]> {
  const part = <Name extends keyof typeof clientVersions>(client: { readonly name: Name }) => ({
    client: client.name,
    version: clientVersions[client.name],
    volume,
    resources,
  });
  await run(
    () =>
      new EthereumNode(name, {
        namespace: "ethereum",
        network,
        execution: part(execution),
        consensus: part(consensus),
      }),
  );
  return kubernetesObjects();
}
