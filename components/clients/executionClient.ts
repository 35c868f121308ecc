import type { HistoryMode, Network } from "../../networks/network.ts";

/** What an execution client's command line is made from. */
export interface ExecutionFlagArgs {
  readonly network: Network;
  /** Which old blocks to keep. Means nothing on a private chain. */
  readonly history: HistoryMode;
  /** Memory for caches, MiB. */
  readonly cacheMb: number;
  /** The most peers on the execution layer's P2P network. */
  readonly maxPeers: number;
  /** TCP and UDP port, the same inside the pod and outside the cluster: Geth cannot announce another one. */
  readonly p2pPort: number;
  /** IP address that other nodes are told to dial; `$(POD_IP)` for the pod's own. */
  readonly advertise: string;
  /** Host names by which the RPC port may be asked. */
  readonly rpcHosts: readonly string[];
  /** Host names by which the engine port may be asked. */
  readonly engineHosts: readonly string[];
  /** Flags of the user's, put last. */
  readonly extra: readonly string[];
}

/** An execution client as data: what the ExecutionNode component needs to know of a program to run it. */
export interface ExecutionClient {
  /** As in `app.kubernetes.io/name`, in metric jobs and in object names. */
  readonly name: string;
  /** The image of a version, such as `1.17.5`. */
  readonly image: (version: string) => string;
  /** Absolute paths inside the container. */
  readonly paths: {
    readonly data: string;
    readonly jwt: string;
    readonly nodeKey: string;
    readonly ipc: string;
    readonly config: string;
    readonly genesis: string;
  };
  /** Where Prometheus finds its metrics. */
  readonly metricsPath: string;
  /** A path of the RPC port that answers 200 as soon as the API does, whatever the sync. */
  readonly probePath: string;
  readonly flags: (args: ExecutionFlagArgs) => string[];
  /** The configuration file that makes these enodes its permanent peers. */
  readonly configFile: (staticPeers: readonly string[]) => string;
}
