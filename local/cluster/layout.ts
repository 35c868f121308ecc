import { join } from "node:path";

/**
 * Where the local cluster lives on the machine: fixed places, because a machine has one local cluster whatever clone
 * of the repository started it. Everything below {@link stateDir} and {@link runDir} is removed by `cluster-down`.
 */

/** What the cluster keeps on disk: etcd, images, volumes, certificates, logs. */
export const stateDir = "/var/lib/ethnode-local";
/** Sockets and the supervisor's status: what has no meaning once the cluster has stopped. */
export const runDir = "/run/ethnode-local";

/** Private keys and certificates, mode 0700. */
export const pkiDir = join(stateDir, "pki");
/** One kubeconfig per client of the API server, mode 0700. */
export const kubeconfigDir = join(stateDir, "kubeconfig");
/** Configuration files of the programs, mode 0700. */
export const configDir = join(stateDir, "config");
/** One log file per program: `<name>.log`. */
export const logDir = join(stateDir, "log");
/** Where local-path-provisioner puts the volumes of the `standard` StorageClass. */
export const volumesDir = join(stateDir, "volumes");
/** The administrator's kubeconfig (mode 0600), for people and for the Pulumi program. */
export const adminKubeconfig = join(stateDir, "admin.kubeconfig");

/** The container runtime's socket, for the kubelet inside and for image imports from outside. */
export const containerdSocket = join(runDir, "containerd.sock");
/** What the supervisor says of itself (supervisorStatus.ts). */
export const statusFile = join(runDir, "status.json");

/** The name of the one node. */
export const nodeName = "ethnode-local";
/** The DNS suffix of Services. */
export const clusterDomain = "cluster.local";
/** Addresses of pods; the one node has the first /24 of it. */
export const podCidr = "10.244.0.0/16";
/** Addresses of pods on the one node. */
export const nodePodCidr = "10.244.0.0/24";
/** Addresses of Services. */
export const serviceCidr = "10.96.0.0/16";
/** The `kubernetes` Service: the first address of {@link serviceCidr}. */
export const kubernetesServiceIp = "10.96.0.1";
/** The `kube-dns` Service. */
export const dnsServiceIp = "10.96.0.10";

/** The network between the machine and the node: two addresses. */
export const linkCidr = "10.245.0.0/30";
/** The machine's end of the link. */
export const hostIp = "10.245.0.1";
/** The node's end of the link: its InternalIP, and where the API server listens. */
export const nodeIp = "10.245.0.2";
/** The machine's interface of the link. */
export const hostInterface = "ethnode0";
/** The node's interface of the link. */
export const nodeInterface = "eth0";
/** The API server as the machine reaches it. */
export const apiServerUrl = `https://${nodeIp}:6443`;

/** The cgroup that holds every pod, in each cgroup hierarchy. */
export const cgroupName = "ethnode-local";

/**
 * Folders that a program writes to whatever it is told: the CNI library's cache, the kubelet's sockets for devices. The
 * cluster covers each with a folder of its own, inside its own mounts only; the machine has an empty folder there.
 */
export const coveredDirs: readonly string[] = ["/var/lib/cni", "/var/lib/kubelet"];
/** CNI plugins of the Debian package containernetworking-plugins. */
export const cniPluginDir = "/usr/lib/cni";

/** The name that the sandbox image has in the container runtime. */
export const sandboxImage = "registry.k8s.io/pause:3.10";
/** The image of helper pods that make and remove volume folders. */
export const helperImage = "busybox:1.35.0";

/** A certificate's path. */
export function certificateFile(name: string): string {
  return join(pkiDir, `${name}.crt`);
}

/** A private key's path. */
export function keyFile(name: string): string {
  return join(pkiDir, `${name}.key`);
}

/** A component's kubeconfig. */
export function kubeconfigFile(name: string): string {
  return join(kubeconfigDir, `${name}.kubeconfig`);
}
