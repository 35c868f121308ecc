import { join } from "node:path";
import { type Component, goMemory } from "../component.ts";
import {
  certificateFile,
  clusterDomain,
  configDir,
  keyFile,
  nodeIp,
  pkiDir,
  serviceCidr,
} from "../layout.ts";

const encryptionFile = join(configDir, "encryption.json");

/**
 * The API server.
 * @param encryptionKey 32 random bytes in base64: Secrets are encrypted with it before they reach etcd
 */
export function kubeApiserver(encryptionKey: string): Component {
  return {
    name: "kube-apiserver",
    command: "kube-apiserver",
    args: [
      "--bind-address=0.0.0.0",
      "--secure-port=6443",
      `--advertise-address=${nodeIp}`,
      `--tls-cert-file=${certificateFile("kube-apiserver")}`,
      `--tls-private-key-file=${keyFile("kube-apiserver")}`,
      `--client-ca-file=${certificateFile("ca")}`,
      "--anonymous-auth=false",
      "--authorization-mode=Node,RBAC",
      // PodSecurity is on by default.
      "--enable-admission-plugins=NodeRestriction",
      "--allow-privileged=true",
      "--etcd-servers=https://127.0.0.1:2379",
      `--etcd-cafile=${certificateFile("etcd-ca")}`,
      `--etcd-certfile=${certificateFile("etcd-client")}`,
      `--etcd-keyfile=${keyFile("etcd-client")}`,
      `--encryption-provider-config=${encryptionFile}`,
      `--kubelet-certificate-authority=${certificateFile("ca")}`,
      `--kubelet-client-certificate=${certificateFile("kube-apiserver-kubelet")}`,
      `--kubelet-client-key=${keyFile("kube-apiserver-kubelet")}`,
      // The node's name is in no DNS: without this `kubectl logs` and `exec` look it up and fail.
      "--kubelet-preferred-address-types=InternalIP",
      `--service-cluster-ip-range=${serviceCidr}`,
      `--service-account-issuer=https://kubernetes.default.svc.${clusterDomain}`,
      `--service-account-key-file=${join(pkiDir, "service-account.pub")}`,
      `--service-account-signing-key-file=${keyFile("service-account")}`,
      // Fair queueing between tenants costs memory and watches; one user needs a plain limit.
      "--enable-priority-and-fairness=false",
      "--max-requests-inflight=200",
      "--max-mutating-requests-inflight=100",
      "--event-ttl=1h",
      // Counts keys by a question that etcd 3.4 can't answer: three seconds of waiting and a log line, every few seconds.
      "--feature-gates=SizeBasedListCostEstimate=false",
      "--profiling=false",
      "--v=1",
    ],
    // With the project's own stack deployed it needs 150 MB.
    env: goMemory(170),
    files: [{ path: encryptionFile, content: encryptionConfig(encryptionKey) }],
    after: ["etcd"],
    ready: {
      kind: "http",
      url: "https://127.0.0.1:6443/readyz",
      authority: "ca",
      client: "supervisor-client",
    },
  };
}

function encryptionConfig(key: string): string {
  return JSON.stringify({
    apiVersion: "apiserver.config.k8s.io/v1",
    kind: "EncryptionConfiguration",
    resources: [
      {
        resources: ["secrets"],
        providers: [{ secretbox: { keys: [{ name: "key1", secret: key }] } }, { identity: {} }],
      },
    ],
  });
}
