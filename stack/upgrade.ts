import type { UpgradeArgs } from "../components/upgradeGate.ts";
import type { Settings } from "../settings/schema.ts";

/** How an upgrade goes from node to node; `undefined` where all nodes are upgraded at once. */
export function upgrade(settings: Settings): UpgradeArgs | undefined {
  return settings.upgradeInOrder
    ? { image: settings.peerMonitorImage, timeoutSeconds: settings.upgradeTimeoutSeconds }
    : undefined;
}
