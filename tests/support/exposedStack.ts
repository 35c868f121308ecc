import { adminKubeconfig } from "../../local/cluster/layout.ts";
import { repoDir } from "../../local/support/paths.ts";
import { kubectl } from "./clusterApi.ts";
import { deleteNamespaces } from "./clusterNamespaces.ts";
import { EngineFixture } from "./engine.ts";

/** The stack's namespace. */
export const exposedNamespace = "ethnode-test-exposed";

/** The address that the third node is deliberately given. Nobody has it. */
export const wrongAddress = "10.99.99.99";

/** The nodes, and the P2P ports of each. */
export const exposedNodes = {
  "by-node-port": { execution: 30103, consensus: 30104, discovery: 30105 },
  "by-host-port": { execution: 30303, consensus: 13000, discovery: 12000 },
  "wrong-address": { execution: 30203, consensus: 30204, discovery: 30205 },
} as const;
export type ExposedNode = keyof typeof exposedNodes;

const hostPorts = exposedNodes["by-host-port"];

/**
 * A small stack of its own, made of this project's components: a private chain without a validator, whose nodes are exposed
 * in different ways, and a peer monitor.
 */
export const exposedProgram = `
const at = (path) => new URL(path, ${JSON.stringify(`file://${repoDir}/`)}).href;
const { RestrictedNamespace } = await import(at("components/restrictedNamespace.ts"));
const { PrivateChain } = await import(at("components/privateChain.ts"));
const { Fleet } = await import(at("components/fleet.ts"));
const { PeerMonitor } = await import(at("components/peerMonitor.ts"));
const { clientVersions } = await import(at("components/clients/versions.ts"));
const { images } = await import(at("components/kubernetes/images.ts"));
const { objectLabels } = await import(at("components/kubernetes/labels.ts"));
const { devnet } = await import(at("networks/devnet.ts"));

const image = images.peerMonitor;
const versions = { geth: process.env.GETH_VERSION, prysm: process.env.PRYSM_VERSION };
const home = new RestrictedNamespace("home", {
  name: ${JSON.stringify(exposedNamespace)},
  hostPorts: [
    { protocol: "TCP", port: ${hostPorts.execution} },
    { protocol: "UDP", port: ${hostPorts.execution} },
    { protocol: "TCP", port: ${hostPorts.consensus} },
    { protocol: "UDP", port: ${hostPorts.consensus} },
    { protocol: "UDP", port: ${hostPorts.discovery} },
  ],
});
const namespace = home.namespaceName;
const chain = new PrivateChain("devnet", {
  namespace,
  createdAt: home.createdAt,
  genesisDelay: 5,
  validators: 16,
  prysmVersion: versions.prysm,
  labels: objectLabels({ name: "genesis", instance: "devnet", component: "genesis" }),
});
const p2p = {
  "by-node-port": { exposure: "nodePort" },
  "by-host-port": { exposure: "hostPort" },
  "wrong-address": { exposure: "nodePort", address: ${JSON.stringify(wrongAddress)} },
};
const volume = { size: "1Gi", storageClass: "standard" };
const nodes = Object.entries(${JSON.stringify(exposedNodes)});
const fleet = new Fleet("fleet", {
  namespace,
  network: devnet,
  chain,
  nodes: nodes.map(([name, ports]) => {
    const reached = { p2p: { ...p2p[name], finder: { image, stunServers: [] } }, volume };
    return {
      name,
      execution: {
        ...reached,
        client: "geth",
        version: versions.geth,
        cacheMb: 16,
        resources: { cpu: "50m", memory: "512Mi" },
        p2pPort: ports.execution,
        discoveryV5: true,
        peerAgentImage: image,
      },
      consensus: {
        ...reached,
        client: "prysm",
        version: versions.prysm,
        resources: { cpu: "50m", memory: "768Mi" },
        p2pPort: ports.consensus,
        discoveryPort: ports.discovery,
      },
    };
  }),
});
new PeerMonitor("peer-monitor", {
  namespace,
  image,
  nodes: fleet.nodes.map(({ execution, consensus }, index) => ({
    name: nodes[index][0],
    network: "devnet",
    agentUrl: execution.agentUrl,
    beaconUrl: consensus.beaconApiUrl,
  })),
});
`;

/** Deploys it on the local cluster. @param versions of the clients, whose images are there */
export async function deployExposedStack(versions: {
  readonly geth: string;
  readonly prysm: string;
}): Promise<EngineFixture> {
  await removeExposedStack();
  const engine = await EngineFixture.create(adminKubeconfig);
  engine.env["GETH_VERSION"] = versions.geth;
  engine.env["PRYSM_VERSION"] = versions.prysm;
  // The program's own modules are TypeScript outside of its folder, which Node runs as they are.
  engine.env["NODE_OPTIONS"] = "--disable-warning=ExperimentalWarning";
  await engine.up(exposedProgram);
  return engine;
}

/** Removes all that it made in the cluster, however far it came. */
export async function removeExposedStack(): Promise<void> {
  const all = [`--namespace=${exposedNamespace}`, "--all", "--ignore-not-found"];
  // Clients may take five minutes to stop, for the sake of data that nobody wants here.
  await kubectl("delete", "statefulsets", ...all, "--cascade=orphan");
  await kubectl("delete", "pods", ...all, "--force", "--grace-period=0");
  await deleteNamespaces(exposedNamespace);
  await kubectl(
    ...["delete", "validatingadmissionpolicy,validatingadmissionpolicybinding"],
    ...[`${exposedNamespace}-host-ports`, "--ignore-not-found"],
  );
}
