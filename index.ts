import * as pulumi from "@pulumi/pulumi";
import { AdmissionPolicy } from "./components/admissionPolicy.ts";
import { Fleet } from "./components/fleet.ts";
import { PeerActions } from "./components/peerActions.ts";
import { PeerMonitor } from "./components/peerMonitor.ts";
import { RestrictedNamespace } from "./components/restrictedNamespace.ts";
import { RpcGateway } from "./components/rpcGateway.ts";
import { Telemetry } from "./components/telemetry.ts";
import { readSettings } from "./config.ts";
import { admissionPolicy } from "./stack/admissionPolicy.ts";
import { monthlyCost as monthlyCostOf } from "./stack/capacity.ts";
import { privateChain } from "./stack/chain.ts";
import { forkOutputs, forkWarnings } from "./stack/forks.ts";
import { monitoringNotes, scraper } from "./stack/monitoringMode.ts";
import { hostPorts } from "./stack/node/p2p.ts";
import { sizingOutputs } from "./stack/node/sizing.ts";
import { fleetNodes } from "./stack/nodes.ts";
import { clientNotes } from "./stack/notes.ts";
import { nodeOutputs } from "./stack/outputs.ts";
import { monitoredNodes, peerAccess, peerHistory } from "./stack/peerMonitor.ts";
import { rpcGateway } from "./stack/rpcGateway.ts";
import { telemetry } from "./stack/telemetry.ts";
import { upgrade } from "./stack/upgrade.ts";
import { watch } from "./stack/watch.ts";

const config = new pulumi.Config();
const settings = readSettings(config);

const nodesNamespace = new RestrictedNamespace("ethereum", {
  name: settings.nodesNamespace,
  hostPorts: hostPorts(settings),
});
const sent = telemetry(settings);
const ownsMonitoring = settings.monitoringMode === "bundled" || sent !== undefined;
const monitoringNamespace = ownsMonitoring
  ? new RestrictedNamespace("monitoring", { name: settings.monitoringNamespace })
  : undefined;

const guard = admissionPolicy(settings);
if (guard !== undefined) new AdmissionPolicy("admission", guard);

const notes = [...clientNotes(settings), ...monitoringNotes(settings)];
for (const { level, text } of notes) void pulumi.log[level](text);
const now = Date.now() / 1000;
for (const warning of forkWarnings(settings, now)) void pulumi.log.warn(warning);
const chain = privateChain(settings, nodesNamespace);

const peerActions = settings.peerMonitorActions
  ? new PeerActions("peer-actions", { namespace: nodesNamespace.namespaceName })
  : undefined;
const fleet = new Fleet("fleet", {
  namespace: nodesNamespace.namespaceName,
  scraper: scraper(settings),
  network: settings.network,
  chain,
  nodes: fleetNodes(settings),
  jwtRotation: settings.jwtRotation,
  peerActionsSecretName: peerActions?.secretName,
  upgrade: upgrade(settings),
});
const nodes = fleet.nodes.map((node, index) => ({ name: settings.nodes[index]?.name ?? "", node }));

const peerMonitor = new PeerMonitor("peer-monitor", {
  namespace: nodesNamespace.namespaceName,
  scraper: scraper(settings),
  image: settings.peerMonitorImage,
  nodes: monitoredNodes(settings, nodes),
  history: peerHistory(settings),
  access: peerAccess(settings),
  actionsSecretName: peerActions?.secretName,
});

const gatewayArgs = rpcGateway(settings);
const gateway =
  gatewayArgs === undefined
    ? undefined
    : new RpcGateway("rpc-gateway", {
        namespace: nodesNamespace.namespaceName,
        scraper: scraper(settings),
        ...gatewayArgs,
      });

const monitoring = watch(settings, {
  nodesNamespace: nodesNamespace.namespaceName,
  monitoringNamespace: monitoringNamespace?.namespaceName ?? settings.monitoringNamespace,
  genesisTime: chain?.genesisTime ?? settings.network.public?.genesisTime ?? 0,
});

if (sent !== undefined) {
  new Telemetry("telemetry", {
    namespace: monitoringNamespace?.namespaceName ?? settings.monitoringNamespace,
    nodesNamespaceName: nodesNamespace.namespaceName,
    ...sent,
  });
}

/** Where the stack is in the cluster. No `monitoring` where it has no such programs. */
export const namespaces = {
  nodes: nodesNamespace.namespaceName,
  monitoring: monitoringNamespace?.namespaceName,
};
/** The network that the nodes are on, and its chain id. */
export const network = { name: settings.network.name, chainId: settings.network.chainId };
/** When the network's rules change next, as far as this program knows. The metric `ethnode:days_to_next_fork` says it every day. */
export const { daysToNextFork, nextFork } = forkOutputs(settings.network, now);
/** What each node costs in disk and memory, and why, by its name. */
export const sizing = sizingOutputs(settings);
/** What the nodes cost a month by what they ask for, or that no prices are set. */
export const monthlyCost = monthlyCostOf(settings);
/** Each node's endpoints and P2P identities, by its name. */
export const nodesByName = Object.fromEntries(
  nodes.map(({ name, node }) => [name, nodeOutputs(node)]),
);
/** Of whichever node is in sync. */
export const { rpcUrl, wsUrl } = fleet.rpc;
/** Of the first node. */
export const engineUrl = fleet.nodes[0]?.execution.engineUrl;
export const beaconApiUrl = fleet.nodes[0]?.consensus.beaconApiUrl;
/** Of the bundled programs; empty in the other modes, and those of Grafana where it is off. */
export const prometheusUrl = monitoring?.prometheusUrl ?? "";
export const alertmanagerUrl = monitoring?.alertmanagerUrl ?? "";
export const grafanaUrl = monitoring?.grafanaUrl ?? "";
export const grafanaAdminPassword = monitoring?.grafanaAdminPassword ?? "";
export const peerMonitorUrl = peerMonitor.url;
/** Secret. The tokens that were made for `peerMonitorTokens`, by their names; empty where none are wanted. */
export const peerMonitorTokens = peerMonitor.tokens ?? {};
/** Where users with keys and tokens ask; empty where there is no gateway. */
export const rpcGatewayUrl = gateway?.url ?? "";
/** Secret. The keys that were made for the gateway's users, by their names. */
export const rpcGatewayKeys = gateway?.keys ?? {};
