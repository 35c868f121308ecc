import { capacityProblems } from "./checks/capacity.ts";
import { alertingProblems } from "./checks/alerting.ts";
import { chainProblems } from "./checks/chain.ts";
import { checkpointProblems } from "./checks/checkpoint.ts";
import { clientProblems } from "./checks/clients.ts";
import { lifecycleProblems } from "./checks/lifecycle.ts";
import { monitoringModeProblems } from "./checks/monitoringMode.ts";
import { monitoringProblems } from "./checks/monitoring.ts";
import { namespaceProblems, versionProblems } from "./checks/networks.ts";
import { nodeNameProblems } from "./checks/nodes.ts";
import { p2pProblems } from "./checks/p2p.ts";
import { peerMonitorProblems } from "./checks/peerMonitor.ts";
import { peerProblems } from "./checks/peers.ts";
import { prometheusProblems } from "./checks/prometheus.ts";
import { resourceMetricsProblems } from "./checks/resourceMetrics.ts";
import { rpcGatewayProblems } from "./checks/rpcGateway.ts";
import { sizingProblems } from "./checks/sizing.ts";
import { telemetryProblems } from "./checks/telemetry.ts";
import { volumeProblems } from "./checks/volumes.ts";
import type { SettingProblem } from "./errors.ts";
import type { Settings } from "./schema.ts";

/** What must hold between settings, each of which is right by itself. Keys are without the prefix. */
const checks: readonly ((settings: Settings, now: number) => SettingProblem[])[] = [
  nodeNameProblems,
  namespaceProblems,
  clientProblems,
  versionProblems,
  sizingProblems,
  volumeProblems,
  chainProblems,
  checkpointProblems,
  p2pProblems,
  peerProblems,
  peerMonitorProblems,
  lifecycleProblems,
  monitoringModeProblems,
  monitoringProblems,
  prometheusProblems,
  resourceMetricsProblems,
  alertingProblems,
  capacityProblems,
  telemetryProblems,
  rpcGatewayProblems,
];

/**
 * Everything that is wrong between a stack's settings.
 *
 * @param now Unix time, seconds
 */
export const crossChecks = (settings: Settings, now: number): SettingProblem[] =>
  checks.flatMap((check) => check(settings, now));
