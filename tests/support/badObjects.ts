import type { Manifest } from "../../policy/manifest.ts";
import { claim, role, secured, service, workload } from "./policyFixtures.ts";

/** Variables of the container. */
export const env = (...variables: object[]) => ({ container: { env: variables } });
/** A port of the machine. */
export const hostPort = (containerPort: number) => ({
  container: { ports: [{ containerPort, hostPort: containerPort }] },
});

/** What is wrong, by the one rule that is meant for it. */
export const badObjects: readonly (readonly [what: string, rule: string, object: Manifest])[] = [
  ["an image by its tag", "image-by-digest", workload({ container: { image: "geth:v1" } })],
  [
    "an image with half a digest",
    "image-by-digest",
    workload({ container: { image: "a@sha256:12" } }),
  ],
  ["no image", "image-by-digest", workload({ container: { image: undefined } })],
  ["a privileged container", "pod-restricted", workload(secured({ privileged: true }))],
  ["escalation", "pod-restricted", workload(secured({ allowPrivilegeEscalation: true }))],
  [
    "escalation by silence",
    "pod-restricted",
    workload(secured({ allowPrivilegeEscalation: undefined })),
  ],
  [
    "a root that can be written to",
    "pod-restricted",
    workload(secured({ readOnlyRootFilesystem: false })),
  ],
  ["root", "pod-restricted", workload(secured({ runAsUser: 0 }))],
  ["maybe root", "pod-restricted", workload(secured({ runAsNonRoot: false }))],
  ["capabilities that are kept", "pod-restricted", workload(secured({ capabilities: {} }))],
  [
    "a capability more",
    "pod-restricted",
    workload(secured({ capabilities: { drop: ["ALL"], add: ["NET_RAW"] } })),
  ],
  ["no seccomp", "pod-restricted", workload(secured({ seccompProfile: { type: "Unconfined" } }))],
  [
    "an init container that may do more",
    "pod-restricted",
    workload({
      pod: {
        initContainers: [
          {
            name: "chown",
            image: `busybox@sha256:${"0b".repeat(32)}`,
            resources: { requests: { cpu: "1m", memory: "1Mi" }, limits: { memory: "1Mi" } },
            securityContext: { runAsUser: 0 },
          },
        ],
      },
    }),
  ],
  ["no requests", "resources-bounded", workload({ container: { resources: {} } })],
  [
    "no limit",
    "resources-bounded",
    workload({ container: { resources: { requests: { cpu: "1m", memory: "1Mi" } } } }),
  ],
  ["the machine's network", "no-host-access", workload({ pod: { hostNetwork: true } })],
  ["the machine's processes", "no-host-access", workload({ pod: { hostPID: true } })],
  [
    "a folder of the machine",
    "no-host-access",
    workload({ pod: { volumes: [{ name: "root", hostPath: { path: "/" } }] } }),
  ],
  [
    "the machine's network among those who read it",
    "no-host-access",
    workload({ pod: { hostNetwork: true }, namespace: "monitoring-host" }),
  ],
  ["a public RPC", "internal-ports-stay-inside", service("LoadBalancer", 8545)],
  ["an engine API at a node port", "internal-ports-stay-inside", service("NodePort", 8551)],
  [
    "metrics behind another number",
    "internal-ports-stay-inside",
    service("LoadBalancer", 80, { targetPort: 6060 }),
  ],
  ["a beacon API at the machine's port", "internal-ports-stay-inside", workload(hostPort(3500))],
  [
    "Grafana by an external address",
    "internal-ports-stay-inside",
    {
      ...service("ClusterIP", 3000),
      spec: { externalIPs: ["192.0.2.1"], ports: [{ port: 3000 }] },
    },
  ],
  [
    "an Ingress",
    "internal-ports-stay-inside",
    { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: { name: "rpc" } },
  ],
  ["another port outside", "only-p2p-outside", service("NodePort", 22)],
  ["another port of the machine", "only-p2p-outside", workload(hostPort(9999))],
  ["a chain's volume that may be deleted", "chain-data-protected", claim("execution")],
  ["a slashing protection that may be deleted", "chain-data-protected", claim("validator")],
  [
    "two validators of one key",
    "one-validator",
    workload({ component: "validator", spec: { replicas: 2 } }),
  ],
  [
    "a validator that is rolled",
    "one-validator",
    workload({ component: "validator", kind: "Deployment" }),
  ],
  [
    "a secret in the environment, by reference",
    "no-secret-in-environment",
    workload(env({ name: "KEY", valueFrom: { secretKeyRef: { name: "jwt", key: "jwt.hex" } } })),
  ],
  [
    "a secret in the environment, by value",
    "no-secret-in-environment",
    workload(env({ name: "ADMIN_PASSWORD", value: "1234" })),
  ],
  [
    "a whole Secret in the environment",
    "no-secret-in-environment",
    workload({ container: { envFrom: [{ secretRef: { name: "jwt" } }] } }),
  ],
  ["all verbs", "rights-by-name", role({ verbs: ["*"] })],
  ["all resources of the cluster", "rights-by-name", role({ resources: ["*"] }, "ClusterRole")],
  ["the right to give rights", "rights-by-name", role({ verbs: ["get", "escalate"] })],
];
