import { type Component, goMemory } from "../component.ts";
import { kubeconfigFile, nodeName, serviceCidr } from "../layout.ts";

/** Enforces NetworkPolicies, and does nothing else: pods are connected by the bridge, Services by kube-proxy. */
export const kubeRouter: Component = {
  name: "kube-router",
  command: "kube-router",
  args: [
    `--kubeconfig=${kubeconfigFile("kube-router")}`,
    `--hostname-override=${nodeName}`,
    "--run-firewall=true",
    "--run-router=false",
    "--run-service-proxy=false",
    "--enable-cni=false",
    `--service-cluster-ip-range=${serviceCidr}`,
    "--health-port=20244",
    "--iptables-sync-period=1m",
  ],
  env: { ...goMemory(40), NODE_NAME: nodeName },
  files: [],
  // It reads its own node at its start, by a role that is among the addons.
  after: ["kubelet", "addons"],
  ready: { kind: "http", url: "http://127.0.0.1:20244/healthz" },
};
