import { z } from "zod";

/** How a client's P2P ports are opened to the world: the values of `p2pExposure`. */
export const EXPOSURES = ["none", "nodePort", "hostPort", "loadBalancer"] as const;
export type ExposedBy = (typeof EXPOSURES)[number];

/** Keys of a layer in the settings' file. */
export const judgeLayer = {
  /** Most peers that the client takes, as it was told. Default: not known. */
  peerLimit: z
    .int()
    .min(1, "peers from 1 to 10000")
    .max(10_000, "peers from 1 to 10000")
    .optional(),
  /** Default: not known. */
  exposedBy: z.enum(EXPOSURES, `one of ${EXPOSURES.join(", ")}`).optional(),
};

/** Keys of a node in the settings' file. */
export const judgeNode = {
  /** Whether the network's peers are strangers on the internet. Default: by its chain id, else by its name. */
  publicNetwork: z.boolean().optional(),
};

interface LayerSettings {
  readonly peerLimit?: number | undefined;
  readonly exposedBy?: ExposedBy | undefined;
}

/** What the settings' file may say of a node for its judgement. */
export interface NodeSettings {
  readonly publicNetwork?: boolean | undefined;
  readonly execution?: LayerSettings | undefined;
  readonly consensus?: LayerSettings | undefined;
}

/** Takes a node's settings for its judgement from its part of the settings' file. */
export function judgeSettings({ publicNetwork, execution, consensus }: NodeSettings): NodeSettings {
  return { publicNetwork, execution, consensus };
}
