import { z } from "zod";
import type { Network } from "../networks/network.ts";
import { capacitySettings } from "./schema/capacity.ts";
import { alertingSecrets, alertingSettings } from "./schema/alerting.ts";
import { chainSettings } from "./schema/chain.ts";
import { checkpointSettings } from "./schema/checkpoint.ts";
import { clientSettings } from "./schema/clients.ts";
import { lifecycleSettings } from "./schema/lifecycle.ts";
import { monitoringModeSettings } from "./schema/monitoringMode.ts";
import { monitoringSettings } from "./schema/monitoring.ts";
import { networkSettings } from "./schema/networks.ts";
import { nodesSettings } from "./schema/nodes.ts";
import { p2pSettings } from "./schema/p2p.ts";
import { peerMonitorSettings } from "./schema/peerMonitor.ts";
import { peerSettings } from "./schema/peers.ts";
import { policySettings } from "./schema/policy.ts";
import { resourceMetricsSettings } from "./schema/resourceMetrics.ts";
import { rpcGatewaySecrets, rpcGatewaySettings } from "./schema/rpcGateway.ts";
import { sizingSettings } from "./schema/sizing.ts";
import { telemetrySecrets, telemetrySettings } from "./schema/telemetry.ts";
import { volumeSettings } from "./schema/volumes.ts";

/**
 * Every setting of a stack, by its key in `Pulumi.<stack>.yaml` without the prefix `ethnode:`. What each means is said in
 * `Pulumi.yaml`, which also has the defaults.
 */
export const schema = z.object({
  ...networkSettings,
  ...nodesSettings,
  ...clientSettings,
  ...sizingSettings,
  ...volumeSettings,
  ...p2pSettings,
  ...peerSettings,
  ...checkpointSettings,
  ...lifecycleSettings,
  ...chainSettings,
  ...monitoringModeSettings,
  ...monitoringSettings,
  ...resourceMetricsSettings,
  ...peerMonitorSettings,
  ...alertingSettings,
  ...capacitySettings,
  ...telemetrySettings,
  ...policySettings,
  ...rpcGatewaySettings,
});

/** A stack's settings, each of its own type, with the network that the setting names. */
export type Settings = Omit<z.output<typeof schema>, "network"> & { readonly network: Network };

/** What a stack's settings say of one node. */
export type NodeSettings = Settings["nodes"][number];

/** The settings that are lists or objects, which Pulumi hands over as JSON; the others are scalars. */
export const structuredSettings: ReadonlySet<string> = new Set(
  Object.entries(schema.shape)
    .filter(([, type]) => isStructured(type))
    .map(([key]) => key),
);

function isStructured(type: z.ZodType): boolean {
  return type instanceof z.ZodOptional
    ? isStructured(type.unwrap() as z.ZodType)
    : [z.ZodArray, z.ZodObject, z.ZodRecord].some((kind) => type instanceof kind);
}

/** The settings whose values are never shown. */
export const secretSettings: ReadonlySet<string> = new Set([
  ...alertingSecrets,
  ...telemetrySecrets,
  ...rpcGatewaySecrets,
]);
