import { join } from "node:path";
import { type Component, goMemory } from "../component.ts";
import { configDir, kubeconfigFile, nodeName, podCidr } from "../layout.ts";

const configFile = join(configDir, "kube-proxy.json");

/** Service addresses, by iptables rules in the cluster's own network namespace. */
export const kubeProxy: Component = {
  name: "kube-proxy",
  command: "kube-proxy",
  args: [`--config=${configFile}`, "--v=1"],
  env: goMemory(40),
  files: [
    {
      path: configFile,
      content: JSON.stringify({
        apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
        kind: "KubeProxyConfiguration",
        clientConnection: { kubeconfig: kubeconfigFile("kube-proxy") },
        mode: "iptables",
        clusterCIDR: podCidr,
        hostnameOverride: nodeName,
        healthzBindAddress: "127.0.0.1:10256",
        metricsBindAddress: "127.0.0.1:10249",
        oomScoreAdj: 0,
        // The size of the connection table belongs to the machine: only its own network namespace may set it.
        conntrack: {
          maxPerCore: 0,
          min: 0,
          tcpEstablishedTimeout: "0s",
          tcpCloseWaitTimeout: "0s",
        },
        // A Service follows its pods quickly: the dev chain's clients come and go.
        iptables: { minSyncPeriod: "250ms", syncPeriod: "30s" },
      }),
    },
  ],
  after: ["kube-apiserver"],
  ready: { kind: "http", url: "http://127.0.0.1:10249/healthz" },
};
