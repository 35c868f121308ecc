import type { FleetNode } from "../components/fleet.ts";
import { mergeExtras } from "../components/kubernetes/podExtras.ts";
import { clientVersion } from "../settings/clients.ts";
import type { NodeSettings, Settings } from "../settings/schema.ts";
import { checkpoint } from "./node/checkpoint.ts";
import { clients } from "./node/clients.ts";
import { lifecycle } from "./node/lifecycle.ts";
import { network } from "./node/network.ts";
import { p2p } from "./node/p2p.ts";
import type { NodeParts } from "./node/parts.ts";
import { peers } from "./node/peers.ts";
import { sizing } from "./node/sizing.ts";
import { volume, volumes } from "./node/volumes.ts";
import { traces } from "./telemetry.ts";

/** What a private chain's validator client asks for. */
export const validatorResources = { cpu: "50m", memory: "512Mi" } as const;
export const validatorStorage = "1Gi";

/** How many validators a private chain begins with: all that the nodes sign for. */
export function validatorCount({ nodes }: Settings): number {
  return nodes.reduce((sum, { validators = 0 }) => sum + validators, 0);
}

/** The stack's nodes, as its settings say. Validators are handed out in the nodes' order, each number once. */
export function fleetNodes(settings: Settings): FleetNode[] {
  let firstIndex = 0;
  return settings.nodes.map((node) => {
    const count = node.validators ?? 0;
    const fleetNode = {
      name: node.name,
      ...bothClients(settings, node),
      validator: count === 0 ? undefined : validator(settings, count, firstIndex),
    };
    firstIndex += count;
    return fleetNode;
  });
}

/** What all topics say of a node, put together. */
function bothClients(
  settings: Settings,
  node: NodeSettings,
): Pick<FleetNode, "execution" | "consensus"> {
  const runs = clients(settings, node);
  const sized = sizing(settings, node);
  const stored = volumes(settings, node);
  const others: readonly NodeParts[] = [
    network(settings),
    p2p(settings, node),
    peers(settings),
    checkpoint(settings),
    lifecycle(settings, node),
    traces(settings),
  ];
  const all: readonly NodeParts[] = [runs, sized, stored, ...others];
  return {
    execution: {
      ...runs.execution,
      ...sized.execution,
      ...stored.execution,
      ...merged(others.map(({ execution }) => execution)),
      pod: mergeExtras(all.map(({ execution }) => execution.pod)),
    },
    consensus: {
      ...runs.consensus,
      ...sized.consensus,
      ...stored.consensus,
      ...merged(others.map(({ consensus }) => consensus)),
      pod: mergeExtras(all.map(({ consensus }) => consensus.pod)),
    },
  };
}

/** Several parts as one; of what two of them say, the last. */
const merged = <T extends object>(parts: readonly T[]): T => Object.assign({}, ...parts) as T;

function validator(
  settings: Settings,
  count: number,
  firstIndex: number,
): NonNullable<FleetNode["validator"]> {
  return {
    version: clientVersion(settings, "prysm"),
    count,
    firstIndex,
    feeRecipient: settings.feeRecipient,
    monitorImage: settings.peerMonitorImage,
    volume: volume(settings, validatorStorage),
    resources: validatorResources,
  };
}
