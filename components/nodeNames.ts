/** What the objects of one client of a node are called. */
export interface ClientNames {
  /** The StatefulSet, the Service that users ask, the NetworkPolicy. */
  readonly service: string;
  /** The headless Service that the stack's own parts ask. */
  readonly internal: string;
  /** The claim. */
  readonly data: string;
  /** The Service that peers reach from outside the cluster, where there is one. */
  readonly p2p: string;
}

/**
 * @param node the EthereumNode's name
 * @param client the client's name: `geth`, `prysm`
 */
export function clientNames(node: string, client: string): ClientNames {
  const service = `${node}-${client}`;
  return {
    service,
    internal: `${service}-internal`,
    data: `${service}-data`,
    p2p: `${service}-p2p`,
  };
}
