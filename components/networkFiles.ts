import type * as k8s from "@pulumi/kubernetes";
import type { Network, NetworkFiles, RemoteFile } from "../networks/network.ts";
import { restrictedContainer } from "./kubernetes/podSecurity.ts";
import { resourceRequirements } from "./kubernetes/resources.ts";
import type { PodExtras } from "./kubernetes/podExtras.ts";

/** Where a client finds its network's files. */
export const networkFolder = "/network";

/** What they are called there. Source: monitor/src/networkFiles/options.ts and run.ts. */
export const networkFileNames = {
  executionGenesis: "genesis.json",
  consensusConfig: "config.yaml",
  consensusGenesis: "genesis.ssz",
  bootnodes: "bootnodes.yaml",
} as const;

/** What the files are fetched by and for. */
export interface NetworkFilesArgs {
  /** Image of the peer monitor. */
  readonly image: string;
  readonly network: Network;
  readonly layer: "execution" | "consensus";
}

/**
 * What a client's pod needs on a network that no client knows by name: an init container that gets the network's files into a
 * folder, and refuses to let the client start on another chain than that of its data. Nothing on other networks.
 */
export function networkFilesExtras({ image, network, layer }: NetworkFilesArgs): PodExtras {
  const { files } = network;
  if (files === undefined) return {};
  const folder = { name: "network", mountPath: networkFolder };
  const container = {
    name: "fetch-files",
    image,
    args: ["fetch-files", ...chainFlags(network, files), ...layerFlags[layer](files)],
    resources: resourceRequirements({ cpu: "50m", memory: "96Mi", memoryLimit: "256Mi" }),
    securityContext: restrictedContainer,
    volumeMounts: [
      { name: "data", mountPath: "/data" },
      folder,
      ...(layer === "execution"
        ? [{ name: "client-config", mountPath: gethConfigFolder, readOnly: true }]
        : []),
    ],
  } satisfies k8s.types.input.core.v1.Container;
  return {
    initContainers: [container],
    volumes: [{ name: folder.name, emptyDir: {} }],
    mounts: [{ ...folder, readOnly: true }],
  };
}

const gethConfigFolder = "/geth";

/** By these the command knows whether the files are those of the network, and whether they may become another's. */
function chainFlags(network: Network, { changes = false }: NetworkFiles): string[] {
  return [
    `--chain-id=${network.chainId}`,
    `--genesis-time=${network.public?.genesisTime ?? 0}`,
    ...(changes ? ["--changes"] : []),
  ];
}

const layerFlags = {
  execution: (files: NetworkFiles) => [
    ...fileFlags("execution-genesis", networkFileNames.executionGenesis, files.executionGenesis),
    ...fileFlags("bootnodes", "bootnodes.txt", files.executionBootnodes),
    `--geth-config=${gethConfigFolder}/geth.toml`,
  ],
  consensus: (files: NetworkFiles) => [
    ...fileFlags("consensus-config", networkFileNames.consensusConfig, files.consensusConfig),
    ...fileFlags("consensus-genesis", networkFileNames.consensusGenesis, files.consensusGenesis),
    ...fileFlags("bootnodes", "bootnodes.txt", files.consensusBootnodes),
  ],
} as const;

function fileFlags(flag: string, name: string, file: RemoteFile | undefined): string[] {
  if (file === undefined) return [];
  return [
    `--${flag}=${file.url}`,
    ...(file.sha256 === undefined ? [] : [`--sha256=${name}=${file.sha256}`]),
  ];
}
