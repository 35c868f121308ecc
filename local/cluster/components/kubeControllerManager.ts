import { join } from "node:path";
import { type Component, goMemory } from "../component.ts";
import { certificateFile, keyFile, kubeconfigFile, podCidr, stateDir } from "../layout.ts";

/** Controllers that have nothing to do here: no cloud, no certificate requests, no devices, no second version. */
const unused = [
  "bootstrap-signer-controller",
  "certificatesigningrequest-approving-controller",
  "certificatesigningrequest-cleaner-controller",
  "certificatesigningrequest-signing-controller",
  "cloud-node-lifecycle-controller",
  "device-taint-eviction-controller",
  "horizontal-pod-autoscaler-controller",
  "kube-apiserver-serving-clustertrustbundle-publisher-controller",
  "legacy-serviceaccount-token-cleaner-controller",
  "node-route-controller",
  // Knows storage drivers only: volumeGrowth.ts does this for the `standard` class.
  "persistentvolume-expander-controller",
  "podcertificaterequest-cleaner-controller",
  "resourceclaim-controller",
  "service-lb-controller",
  "storage-version-migrator-controller",
  "storageversion-garbage-collector-controller",
  "token-cleaner-controller",
  "ttl-controller",
  "validatingadmissionpolicy-status-controller",
  "volumeattributesclass-protection-controller",
];

/** The controllers: Deployments, StatefulSets, claims, endpoints, service accounts, garbage collection. */
export const kubeControllerManager: Component = {
  name: "kube-controller-manager",
  command: "kube-controller-manager",
  args: [
    `--kubeconfig=${kubeconfigFile("kube-controller-manager")}`,
    "--bind-address=127.0.0.1",
    `--tls-cert-file=${certificateFile("kube-controller-manager")}`,
    `--tls-private-key-file=${keyFile("kube-controller-manager")}`,
    // Each controller acts as its own service account, with its own role.
    "--use-service-account-credentials=true",
    `--service-account-private-key-file=${keyFile("service-account")}`,
    `--root-ca-file=${certificateFile("ca")}`,
    "--allocate-node-cidrs=true",
    `--cluster-cidr=${podCidr}`,
    "--leader-elect=false",
    `--controllers=*,${unused.map((name) => `-${name}`).join(",")}`,
    // Its default is a folder of the machine that the cluster would have to make.
    `--flex-volume-plugin-dir=${join(stateDir, "volume-plugins")}`,
    "--profiling=false",
    "--v=1",
  ],
  env: goMemory(80),
  files: [],
  after: ["kube-apiserver"],
  ready: { kind: "http", url: "https://127.0.0.1:10257/healthz", authority: "ca" },
};
