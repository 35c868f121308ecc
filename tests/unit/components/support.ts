import { objectLabels } from "../../../components/kubernetes/labels.ts";
import { PrivateChain } from "../../../components/privateChain.ts";
import { devnet } from "../../../networks/devnet.ts";
import { mainnet } from "../../../networks/mainnet.ts";
import { field, only, registered } from "../../support/mocks.ts";

/** Kubernetes types, as the engine knows them. */
export const types = {
  claim: "kubernetes:core/v1:PersistentVolumeClaim",
  budget: "kubernetes:policy/v1:PodDisruptionBudget",
  configMap: "kubernetes:core/v1:ConfigMap",
  deployment: "kubernetes:apps/v1:Deployment",
  namespace: "kubernetes:core/v1:Namespace",
  policy: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
  secret: "kubernetes:core/v1:Secret",
  service: "kubernetes:core/v1:Service",
  statefulSet: "kubernetes:apps/v1:StatefulSet",
} as const;

const volume = { size: "1Gi" };
const resources = { cpu: "1", memory: "1Gi" };

/** A Geth on mainnet with nothing but what must be said. */
export const gethArgs = {
  node: "node-0",
  namespace: "ethereum",
  network: mainnet,
  version: "1.17.5",
  volume,
  resources,
};

/** A Prysm on mainnet with nothing but what must be said. */
export const prysmArgs = {
  node: "node-0",
  namespace: "ethereum",
  network: mainnet,
  version: "7.0.0",
  engineUrl: "http://execution:8551",
  jwtSecretName: "jwt-of-both",
  volume,
  resources,
};

/** What a fleet's node says of its own clients. */
export const fleetNode = (name: string) => ({
  name,
  execution: { version: "1.17.5", volume, resources },
  consensus: { version: "7.0.0", volume, resources },
});

/** Validators of a private chain. */
export const validatorArgs = (count: number, firstIndex: number) => ({
  version: "7.0.0",
  count,
  firstIndex,
  feeRecipient: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
  volume,
  resources,
});

/** A private chain of 16 validators, and the network that it makes. */
export const privateChain = () => ({
  network: devnet,
  chain: new PrivateChain("devnet", {
    namespace: "ethereum",
    createdAt: "2026-01-02T03:04:05Z",
    genesisDelay: 30,
    validators: 16,
    prysmVersion: "7.0.0",
    labels: objectLabels({ name: "genesis", instance: "devnet", component: "genesis" }),
  }),
});

/** Part of the first container of a StatefulSet. */
export const container = (name: string, ...path: (string | number)[]): unknown =>
  field(only(types.statefulSet, name), "spec", "template", "spec", "containers", 0, ...path);

/** The value of a flag that a StatefulSet's program is started with; undefined without it. */
export function flag(name: string, flagName: string): string | undefined {
  const flags = container(name, "args") as readonly string[];
  return flags
    .find((one) => one.startsWith(`--${flagName}=`))
    ?.split("=")
    .slice(1)
    .join("=");
}

/** How many resources of each type there are. */
export function counts(): Record<string, number> {
  const found = new Map<string, number>();
  for (const { type } of registered) found.set(type, (found.get(type) ?? 0) + 1);
  return Object.fromEntries(found);
}
