import type { ClientName } from "../components/clients/names.ts";

type Releases = Readonly<Partial<Record<ClientName, string>>>;

/**
 * The oldest release of each client that follows Fusaka and the two blob forks after it.
 *
 * These are the releases that the Ethereum Foundation named for mainnet (https://blog.ethereum.org/2025/11/06/fusaka-mainnet-announcement,
 * repeated in nix-community/ethereum.nix#751). The test networks forked some weeks earlier, with older releases, which are not
 * told apart here: nobody starts with one of them any more.
 */
export const fusakaReleases: Releases = {
  geth: "1.16.7",
  nethermind: "1.35.2",
  besu: "25.11.0",
  erigon: "3.2.2",
  reth: "1.9.1",
  prysm: "7.0.0",
  lighthouse: "8.0.0",
  teku: "25.11.0",
  nimbus: "25.11.0",
  lodestar: "1.36.0",
  grandine: "2.0.0",
};

/**
 * The oldest release of each client that follows Glamsterdam on Sepolia.
 *
 * From their release notes, but for: Geth, go-ethereum#35734, merged into 1.17.6; Besu, its CHANGELOG.md of 26.9.0 (#11333);
 * Nethermind, whose notes of 2.1.0 want that release although 2.0.0 schedules the fork; Erigon, whose notes of 3.7.1 want that
 * release for its own consensus client. For Lighthouse, Nimbus and Grandine no note on Sepolia was found: theirs are the first
 * releases known to have this fork on any public network (Hoodi), and an older one may do.
 */
export const glamsterdamSepoliaReleases: Releases = {
  geth: "1.17.6",
  nethermind: "2.1.0",
  besu: "26.9.0",
  erigon: "3.7.1",
  reth: "2.7.0",
  prysm: "7.2.0",
  lighthouse: "8.3.0",
  teku: "26.9.1",
  nimbus: "26.10.1",
  lodestar: "1.49.0",
  grandine: "3.0.0",
};

/** Geth's advisories CVE-2026-26313 to 26315 are about its P2P network, so every network wants the fixed release. */
export const gethSecurity = {
  version: "1.17.0",
  reason: "1.17.0 fixes CVE-2026-26313 to 26315 (its release notes)",
} as const;
