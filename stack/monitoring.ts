import type * as pulumi from "@pulumi/pulumi";
import type { Client } from "../components/clients/client.ts";
import { consensusClient, executionClient } from "../components/clients/index.ts";
import type { ClientName } from "../components/clients/names.ts";
import { byDigest, images } from "../components/kubernetes/images.ts";
import { ports } from "../components/kubernetes/ports.ts";
import type { MonitoringStackArgs } from "../components/monitoringStack.ts";
import { clientNames } from "../components/nodeNames.ts";
import type { ScrapeTarget } from "../monitoring/jobs.ts";
import { schedule } from "../networks/schedule.ts";
import { clientsOf } from "../settings/clients.ts";
import type { NodeSettings, Settings } from "../settings/schema.ts";
import { recipients } from "./alerting.ts";
import { capacity } from "./capacity.ts";
import { volumeKind } from "./node/volumes.ts";

/** What Prometheus asks: both clients of every node, its validators, and the peer monitor. */
export function scrapeTargets(settings: Settings): ScrapeTarget[] {
  const host = (service: string) => `${service}.${settings.nodesNamespace}`;
  const network = settings.network.name;
  return [
    ...settings.nodes.flatMap((node): ScrapeTarget[] => [
      ...clientTargets(settings, node, host),
      ...((node.validators ?? 0) === 0
        ? []
        : [
            {
              job: "prysm-validator" as const,
              node: node.name,
              network,
              host: host(`${node.name}-validator`),
              port: ports.validator.metrics,
            },
          ]),
    ]),
    { job: "peer-monitor", host: host("peer-monitor"), port: ports.peerMonitor.http },
  ];
}

function clientTargets(
  settings: Settings,
  node: NodeSettings,
  host: (service: string) => string,
): ScrapeTarget[] {
  const runs = clientsOf(settings, node);
  const target = (client: Client<ClientName>, port: number): ScrapeTarget => ({
    job: client.program,
    node: node.name,
    network: settings.network.name,
    host: host(clientNames(node.name, client.name).internal),
    port,
  });
  return [
    target(executionClient(runs.execution), ports.execution.metrics),
    target(consensusClient(runs.consensus), ports.consensus.metrics),
  ];
}

/** The monitoring stack, as the settings say. */
export function monitoringArgs(
  settings: Settings,
  genesisTime: pulumi.Input<number>,
): Omit<MonitoringStackArgs, "namespace" | "resourceMetrics"> {
  const image = (name: string) => (settings.imagesByDigest ? byDigest(name) : name);
  const { network } = settings;
  const volume = volumeKind(settings);
  return {
    nodesNamespace: settings.nodesNamespace,
    targets: scrapeTargets(settings),
    capacity: capacity(settings),
    links: {
      runbooks: settings.runbookBaseUrl === "" ? undefined : settings.runbookBaseUrl,
      grafana: settings.grafanaUrl === "" ? undefined : settings.grafanaUrl,
    },
    network: {
      name: network.name,
      secondsPerSlot: network.secondsPerSlot,
      slotsPerEpoch: network.slotsPerEpoch,
      public: network.public !== undefined,
      schedule: schedule(network).map(({ name, kind, time }) => ({ name, kind, time })),
      genesisTime,
    },
    size: settings.monitoringSize,
    prometheus: {
      image: image(images.prometheus),
      volume: { ...volume, size: settings.prometheusStorage },
      retention: settings.prometheusRetention,
      scrapeIntervalSeconds: settings.scrapeIntervalSeconds,
    },
    alertmanager: {
      image: image(images.alertmanager),
      volume,
      ...recipients(settings),
    },
    grafana: settings.grafanaEnabled
      ? {
          enabled: true,
          image: image(images.grafana),
          volume: { ...volume, size: settings.grafanaStorage },
        }
      : { enabled: false, reason: settings.grafanaDisabledReason },
  };
}
