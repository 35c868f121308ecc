import type { ClientName } from "./names.ts";

/** A digest that could not be looked up where this was written; `make digests` says what it is. */
export const unresolved = "unresolved";

/** The digest of an image's index: what its tag pointed at when it was published. */
export type Digest = `sha256:${string}` | typeof unresolved;

/**
 * The version of each client that a stack runs unless its setting `clientVersions` says otherwise: the newest releases of
 * 22 November 2026.
 */
export const clientVersions: Readonly<Record<ClientName, string>> = {
  geth: "1.17.10",
  nethermind: "2.2.2",
  besu: "26.11.0",
  erigon: "3.8.1",
  reth: "2.10.1",
  prysm: "7.3.1",
  lighthouse: "8.3.3",
  teku: "26.10.3",
  nimbus: "26.10.2",
  lodestar: "1.50.1",
  grandine: "2.0.6",
};

/**
 * The digests of the clients' images. No image registry is reached from where this is written, so a digest stands here
 * only where several public repositories name the same one.
 */
export const clientDigests: Readonly<Record<string, Digest>> = {
  "ethereum/client-go:v1.17.10": unresolved,
  "ethereum/client-go:v1.17.5":
    "sha256:523d3ba26623a619e912019068dc2784f02934070ac46bdae4d5b9df0d917814",
  "nethermind/nethermind:2.2.2": unresolved,
  "hyperledger/besu:26.11.0": unresolved,
  "erigontech/erigon:v3.8.1": unresolved,
  "ghcr.io/paradigmxyz/reth:v2.10.1": unresolved,
  "offchainlabs/prysm-beacon-chain:v7.3.1": unresolved,
  "offchainlabs/prysm-beacon-chain:v7.0.0": unresolved,
  "sigp/lighthouse:v8.3.3": unresolved,
  "consensys/teku:26.10.3": unresolved,
  "statusim/nimbus-eth2:multiarch-v26.10.2": unresolved,
  "chainsafe/lodestar:v1.50.1": unresolved,
  "sifrai/grandine:2.0.6": unresolved,
};
