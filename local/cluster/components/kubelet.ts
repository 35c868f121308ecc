import { join } from "node:path";
import { type Component, goMemory } from "../component.ts";
import {
  certificateFile,
  cgroupName,
  clusterDomain,
  configDir,
  containerdSocket,
  dnsServiceIp,
  keyFile,
  kubeconfigFile,
  nodeIp,
  nodeName,
  stateDir,
} from "../layout.ts";

const configFile = join(configDir, "kubelet.json");

/** The name servers that pods with `dnsPolicy: Default` get: CoreDNS asks these for names outside the cluster. */
export const podResolvConf = join(configDir, "resolv.conf");

/** The node's agent. */
export const kubelet: Component = {
  name: "kubelet",
  command: "kubelet",
  args: [
    `--config=${configFile}`,
    `--kubeconfig=${kubeconfigFile("kubelet")}`,
    `--root-dir=${join(stateDir, "kubelet")}`,
    `--hostname-override=${nodeName}`,
    `--node-ip=${nodeIp}`,
    // Where its cAdvisor asks for containers' names. It has a path of its own that it looks at, and no other way to be told.
    `--containerd=${containerdSocket}`,
    "--v=1",
  ],
  env: goMemory(90),
  files: [{ path: configFile, content: JSON.stringify(kubeletConfig()) }],
  after: ["kube-apiserver", "containerd"],
  // Ready when it has registered its node; nodes may read themselves.
  ready: {
    kind: "http",
    url: `https://127.0.0.1:6443/api/v1/nodes/${nodeName}`,
    authority: "ca",
    client: "node-client",
  },
};

function kubeletConfig(): Record<string, unknown> {
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    containerRuntimeEndpoint: `unix://${containerdSocket}`,
    address: "0.0.0.0",
    readOnlyPort: 0,
    tlsCertFile: certificateFile("kubelet"),
    tlsPrivateKeyFile: keyFile("kubelet"),
    rotateCertificates: false,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: certificateFile("ca") },
    },
    authorization: { mode: "Webhook" },
    clusterDNS: [dnsServiceIp],
    clusterDomain,
    resolvConf: podResolvConf,
    cgroupDriver: "cgroupfs",
    cgroupRoot: `/${cgroupName}`,
    // Pods may use the whole machine, as any other program of it.
    enforceNodeAllocatable: [],
    failSwapOn: false,
    maxPods: 200,
    oomScoreAdj: 0,
    // A machine's disk that fills up for another reason must not cost the cluster its images, which can't be pulled
    // again, nor its pods.
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    evictionHard: {
      "memory.available": "100Mi",
      "nodefs.available": "0%",
      "nodefs.inodesFree": "0%",
      "imagefs.available": "0%",
      "imagefs.inodesFree": "0%",
    },
    volumePluginDir: join(stateDir, "volume-plugins"),
    containerLogMaxSize: "20Mi",
    containerLogMaxFiles: 2,
    // How soon a changed ConfigMap or Secret reaches a running pod; the default is a minute.
    syncFrequency: "20s",
    enableProfilingHandler: false,
    enableDebugFlagsHandler: false,
    logging: { format: "text" },
  };
}
