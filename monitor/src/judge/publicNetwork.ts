/** Networks whose nodes are strangers to each other. Source: chainid.network. */
const PUBLIC_CHAINS: ReadonlyMap<number, string> = new Map([
  [1, "mainnet"],
  [100, "gnosis"],
  [10200, "chiado"],
  [17000, "holesky"],
  [560048, "hoodi"],
  [11155111, "sepolia"],
]);
const PUBLIC_NAMES: ReadonlySet<string> = new Set([...PUBLIC_CHAINS.values(), "ephemery"]);

/**
 * Whether a network's peers are strangers on the internet. What the settings say counts first; else the chain that the
 * client is on or the settings' name of the network make it public.
 *
 * @param chainId the execution client's; null when not known
 */
export function isPublicNetwork(
  setting: boolean | undefined,
  chainId: number | null,
  network: string,
): boolean {
  if (setting !== undefined) return setting;
  // Ephemery has another chain id every few weeks.
  return (chainId !== null && PUBLIC_CHAINS.has(chainId)) || PUBLIC_NAMES.has(network);
}
