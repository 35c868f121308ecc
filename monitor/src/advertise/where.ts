import { isIPv4 } from "node:net";

import { isGlobal } from "../peers/globalAddress.ts";
import { agreedAddress } from "../stun/agree.ts";
import type { StunServer } from "../stun/ask.ts";

/** Where a pod can be reached from outside of the cluster, as far as the pod itself can know. */
export interface Place {
  /** The address of the Kubernetes node that the pod is on (`status.hostIP`). */
  readonly nodeIp: string;
  /** Whether peers are on the internet, where nobody can dial a private address. */
  readonly publicNetwork: boolean;
  /** Asked where the node's own address is private. */
  readonly stunServers: readonly StunServer[];
}

/** An address and who gave it. */
export interface Found {
  readonly address: string;
  readonly from: "the Kubernetes node" | "STUN";
}

/** There is no address that peers could dial. */
export class NoAddressError extends Error {
  override readonly name = "NoAddressError";
}

/**
 * The address at which a port of the pod's Kubernetes node is reached: the node's own where that will do, else the one
 * that STUN servers see, which is the node's external address wherever node ports and host ports are reached at all.
 *
 * @throws {NoAddressError} saying why there is none
 */
export async function findAddress(
  { nodeIp, publicNetwork, stunServers }: Place,
  ask: typeof agreedAddress = agreedAddress,
): Promise<Found> {
  if (isIPv4(nodeIp) && (!publicNetwork || isGlobal(nodeIp)))
    return { address: nodeIp, from: "the Kubernetes node" };
  const node = `the Kubernetes node's address is ${nodeIp}`;
  if (!publicNetwork) throw new NoAddressError(`${node}, expected an IPv4 address`);
  try {
    return { address: await ask(stunServers), from: "STUN" };
  } catch (error) {
    throw new NoAddressError(
      `${node}, which is not public; ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
