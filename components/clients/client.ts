import type { Network } from "../../networks/network.ts";
import type { ClientName, ClientProgram } from "./names.ts";

/** How a client wants its P2P key. */
export interface P2pKeyFile {
  /** Absolute path in the container. In `/secrets`, or anywhere in a folder that is mounted or `writable`. */
  readonly path: string;
  /** `hex`: 64 characters; `raw`: the 32 bytes; or a function from the 64 characters to the file's text. */
  readonly format: "hex" | "raw" | ((keyHex: string) => string);
}

/** A program of the client's own image that runs to its end before the client starts, with the client's mounts. */
export interface InitStep {
  /** Name of the init container. */
  readonly name: string;
  /** Default: the image's own entry point. */
  readonly command?: readonly string[];
  readonly args: readonly string[];
  /** It sees the data folder and none of the secrets. Default: false, all that the client sees. */
  readonly dataOnly?: boolean;
}

/** Where a client sends its traces, and how many. */
export interface TraceTarget {
  /** The whole URL, `http://…:4318/v1/traces`. */
  readonly url: string;
  /** Which share of the traces that begin with it are sent: above 0, at most 1. */
  readonly sampleRatio: number;
  /** The EthereumNode's name, which its traces bear. */
  readonly node: string;
}

/** How a client sends traces. */
export interface TraceClient {
  /** The oldest release that has the flags. */
  readonly since: string;
  readonly flags: (to: TraceTarget) => string[];
}

/** A client as data: what of a program is the same for both layers. */
export interface Client<Name extends ClientName> {
  /** Its name in settings and object names: `prysm`. */
  readonly name: Name;
  /** The program, as in `app.kubernetes.io/name`, the container's name and the metric job: `prysm-beacon`. */
  readonly program: ClientProgram;
  /** The Pulumi type of its component: `GethNode`. */
  readonly component: string;
  /** The published image of a version, such as `1.17.5`. */
  readonly image: (version: string) => string;
  /** What it calls each public network that it knows, by our name of the network. */
  readonly networks: Readonly<Record<string, string>>;
  /** Whether it was proven on this project's private chain. Default: false. */
  readonly supportsPrivateChain?: boolean;
  /** Whether it can join a network that is known by its files alone (`network.files`). Default: false. */
  readonly supportsNetworkFiles?: boolean;
  /** The oldest release that knows all flags that it is started with. Absent: no network takes an older one. */
  readonly since?: string;
  /** Absent where it takes none: then nobody knows its identity before it runs. */
  readonly p2pKey?: P2pKeyFile;
  /**
   * How it reads the address that it announces from a file, where that is found only as the pod starts: under a key of its
   * YAML file, or in its `configFiles`. Absent: as a flag only, and it cannot be told to announce none either.
   */
  readonly addressFile?: { readonly yamlKey: string } | "configFiles";
  /** How it is made to send traces by OTLP over HTTP. Absent: it is not known to. */
  readonly traces?: TraceClient;
  /** Where Prometheus finds its metrics. */
  readonly metricsPath: string;
  /**
   * What answers as soon as the API does, whatever the sync: a path that answers 200, asked for by a host name where the
   * client refuses addresses, or `tcp` for a connection where there is no such path.
   */
  readonly probe: { readonly path: string; readonly host?: string } | "tcp";
  /** Program in place of the image's entry point. Default: the image's own. */
  readonly command?: readonly string[];
  /** Environment variables. Default: none. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folders beside its data and `/tmp` that it writes to: the root file system is read-only. Default: none. */
  readonly writable?: readonly string[];
  /** The signal by which the image says that it wants to be stopped (STOPSIGNAL), which Kubernetes sends. Default: SIGTERM. */
  readonly stopSignal?: "SIGTERM" | "SIGINT";
}

/** How a client is told the address that it announces: by a flag, by a file that is written before it starts, or none. */
export type AdvertisedBy = "flag" | "file" | "nothing";

/** A network that a client does not know. */
export class ClientNetworkError extends Error {
  override readonly name = "ClientNetworkError";
  readonly client: ClientName;
  readonly network: string;

  constructor(client: Client<ClientName>, network: Network) {
    super(
      `${client.name}: came network ${network.name}, expected one of ${networksOf(client).join(", ")}`,
    );
    this.client = client.name;
    this.network = network.name;
  }
}

/** Whether a client can run on a network. */
export function knowsNetwork(client: Client<ClientName>, network: Network): boolean {
  if (network.public === undefined) return client.supportsPrivateChain === true;
  if (network.files !== undefined) return client.supportsNetworkFiles === true;
  return network.name in client.networks;
}

/** The names of the networks that a client can run on, `a private chain` among them. */
export const networksOf = (client: Client<ClientName>): string[] => [
  ...Object.keys(client.networks),
  ...(client.supportsPrivateChain === true ? ["a private chain"] : []),
];

/**
 * What a client calls a public network.
 *
 * @throws ClientNetworkError where it does not know it
 */
export function networkName(client: Client<ClientName>, network: Network): string {
  const name = client.networks[network.name];
  if (name === undefined) throw new ClientNetworkError(client, network);
  return name;
}
