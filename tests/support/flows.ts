import { kubernetesServiceIp, nodeIp } from "../../local/cluster/layout.ts";
import { api, kubectl } from "./clusterApi.ts";
import { createNamespace, deleteNamespaces } from "./clusterNamespaces.ts";
import { pods as clusterPods } from "./clusterPods.ts";
import {
  FlowAgent,
  type FlowPod,
  type OwnPort,
  type Port,
  startPods,
  type Target,
} from "./flowPods.ts";
import { flowNamespaces, hostPorts, hosts, strangers, strayPort } from "./flowTable.ts";
import { pods } from "./pods.ts";
import { type KubernetesObject, kubernetesObjects, runStack } from "./runStack.ts";
import { StrangerNetwork } from "./strangerNetwork.ts";
import { accessLabels } from "../../components/kubernetes/labels.ts";

/** The targets that each source reached, by its name. */
export type Flows = ReadonlyMap<string, ReadonlySet<string>>;

interface Source {
  readonly ip?: string;
  readonly agent: FlowAgent;
  readonly ports: readonly OwnPort[];
}

/**
 * The policies of the stack `mainnet` as a cluster enforces them: a pod with the labels and the ports of each of the stack's pods,
 * pods of other people, and a host of the internet, each with a real network of its own, and real connections between all of them.
 */
export class MainnetFlows implements AsyncDisposable {
  readonly policies: readonly KubernetesObject[];
  readonly #sources: ReadonlyMap<string, Source>;
  readonly #targets: Readonly<Record<string, Target>>;
  readonly #network: AsyncDisposable;

  private constructor(
    policies: readonly KubernetesObject[],
    sources: ReadonlyMap<string, Source>,
    targets: Readonly<Record<string, Target>>,
    network: AsyncDisposable,
  ) {
    this.policies = policies;
    this.#sources = sources;
    this.#targets = targets;
    this.#network = network;
  }

  static async open(): Promise<MainnetFlows> {
    const { nodes, monitoring, host, elsewhere, invited } = flowNamespaces;
    await runStack("mainnet", {
      "ethnode:nodesNamespace": nodes,
      "ethnode:monitoringNamespace": monitoring,
    });
    const objects = kubernetesObjects();
    const policies = objects.filter(({ kind }) => kind === "NetworkPolicy");
    for (const name of [nodes, monitoring, host, elsewhere]) await createNamespace(name);
    await createNamespace(invited, { [accessLabels.rpc]: "true" });
    for (const policy of policies) await applyPolicy(policy);

    const own = pods(objects);
    const ports = new Map<string, readonly Port[]>([
      ...own.map(({ name, containers }) => [name, declaredPorts(containers)] as const),
      ...Object.entries(strangers).map(
        ([name, { open }]) => [name, open === true ? [strayPort] : []] as const,
      ),
    ]);
    const flowPods: FlowPod[] = [
      ...own.map(({ name, namespace, labels }) => ({ name, namespace, labels })),
      ...Object.entries(strangers).map(([name, { in: where, labels }]) => ({
        ...{ name, namespace: flowNamespaces[where], labels },
      })),
    ];
    const started = await startPods(flowPods);
    const network = await StrangerNetwork.open(hosts.internet, hosts.metadata);
    const sources = new Map<string, Source>(
      [...started].map(([name, { ip, command }]) => [
        name,
        { ip, agent: new FlowAgent(command), ports: ports.get(name) ?? [] },
      ]),
    );
    const outside = Object.values(hosts).flatMap((address) =>
      hostPorts.map((one) => ({ ...one, address })),
    );
    sources.set("internet", { agent: new FlowAgent(network.command), ports: outside });
    await Promise.all([...sources.values()].map(({ agent, ports: all }) => agent.listen(all)));
    return new MainnetFlows(policies, sources, await targetsOf(sources), network);
  }

  /** How many pairs of a source and a target are tried. */
  get cells(): number {
    return [...this.#sources.keys()].reduce(
      (sum, name) => sum + Object.keys(this.#others(name)).length,
      0,
    );
  }

  /** Everything that is reached now. */
  async measure(): Promise<Flows> {
    return new Map(
      await Promise.all(
        [...this.#sources].map(
          async ([name, { agent }]) => [name, await agent.attempt(this.#others(name))] as const,
        ),
      ),
    );
  }

  /** What a source tries: not itself, which no policy keeps it from; nor does the host outside try itself or what routes to it. */
  #others(source: string): Readonly<Record<string, Target>> {
    return Object.fromEntries(
      Object.entries(this.#targets).filter(([name]) =>
        source === "internet"
          ? this.#sources.has(name.split(":")[0] ?? "") && !name.startsWith("internet:")
          : !name.startsWith(`${source}:`),
      ),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { agent } of this.#sources.values()) await agent[Symbol.asyncDispose]();
    await this.#network[Symbol.asyncDispose]();
    await deleteNamespaces(...Object.values(flowNamespaces));
  }
}

const declaredPorts = (
  containers: readonly {
    readonly ports?: readonly { containerPort: number; protocol?: "TCP" | "UDP" }[];
  }[],
): Port[] =>
  containers
    .flatMap(({ ports = [] }) => ports)
    .map(({ containerPort: port, protocol = "TCP" }) => ({ port, protocol }));

/** Makes a policy, also where it was deleted. */
export async function applyPolicy(policy: KubernetesObject): Promise<void> {
  const { namespace = "" } = policy.metadata;
  await api().send({
    method: "POST",
    path: `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`,
    body: policy as never,
  });
}

/** Deletes a policy. */
export async function deletePolicy({ metadata }: KubernetesObject): Promise<void> {
  await kubectl(
    ...["delete", "networkpolicy", metadata.name, `--namespace=${metadata.namespace ?? ""}`],
  );
}

async function targetsOf(
  sources: ReadonlyMap<string, Source>,
): Promise<Readonly<Record<string, Target>>> {
  const [dns] = await clusterPods("kube-system", "k8s-app=kube-dns");
  const own = [...sources].flatMap(([name, { ip, ports }]) =>
    ip === undefined
      ? []
      : ports.map((one) => [`${name}:${one.port}/${one.protocol}`, { host: ip, ...one }] as const),
  );
  const outside = Object.entries(hosts).flatMap(([name, host]) =>
    hostPorts.map((one) => [`${name}:${one.port}/${one.protocol}`, { host, ...one }] as const),
  );
  const tcp = (host: string, port: number): Target => ({ host, port, protocol: "TCP" });
  return Object.fromEntries([
    ...own,
    ...outside,
    ["dns:53/TCP", tcp(dns?.status.podIP ?? "", 53)],
    ["api-server:443/TCP", tcp(kubernetesServiceIp, 443)],
    ["kubelet:10250/TCP", tcp(nodeIp, 10250)],
  ]);
}
