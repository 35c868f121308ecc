import type { Network } from "../../networks/network.ts";

/** What a consensus client's command line is made from. */
export interface ConsensusFlagArgs {
  readonly network: Network;
  /** The execution client's engine API: `http://node-0-geth-internal.ethereum.svc.cluster.local:8551`. */
  readonly engineUrl: string;
  /** A beacon node that a new node takes its first finalized state from. Means nothing on a private chain. */
  readonly checkpointSyncUrl: string | undefined;
  /** The most peers on the consensus layer's P2P network. */
  readonly maxPeers: number;
  /** TCP port of libp2p, and UDP port of libp2p's QUIC. */
  readonly p2pPort: number;
  /** UDP port of discovery v5. */
  readonly discoveryPort: number;
  /** IP address that other nodes are told to dial; `$(POD_IP)` for the pod's own. */
  readonly advertise: string;
  /** Multiaddresses of peers to stay connected to. */
  readonly staticPeers: readonly string[];
  /** Flags of the user's, put last. */
  readonly extra: readonly string[];
}

/** A consensus client as data: what the ConsensusNode component needs to know of a program to run it. */
export interface ConsensusClient {
  /** As in `app.kubernetes.io/name` and in metric jobs. */
  readonly name: string;
  /** Its short name in object names: `prysm`. */
  readonly shortName: string;
  readonly image: (version: string) => string;
  readonly paths: {
    readonly data: string;
    readonly jwt: string;
    readonly p2pKey: string;
    readonly chainConfig: string;
    readonly genesis: string;
  };
  readonly metricsPath: string;
  /** A path of the beacon API that answers 200 as soon as the API does, whatever the sync. */
  readonly probePath: string;
  readonly flags: (args: ConsensusFlagArgs) => string[];
}
