import { join } from "node:path";
import { type Component, type ConfigFile, goMemory } from "../component.ts";
import {
  cniPluginDir,
  configDir,
  containerdSocket,
  nodePodCidr,
  runDir,
  sandboxImage,
  stateDir,
} from "../layout.ts";

const configFile = join(configDir, "containerd.toml");
const cniConfigDir = join(configDir, "cni");

/** The container runtime (containerd 1.6 with its CRI plugin). */
export const containerd: Component = {
  name: "containerd",
  command: "containerd",
  args: ["--config", configFile],
  // Shims inherit this: there is one per pod.
  env: goMemory(80),
  files: [{ path: configFile, content: containerdConfig() }, cniConfig()],
  after: [],
  ready: { kind: "socket", path: containerdSocket },
};

function containerdConfig(): string {
  return `version = 2
root = "${join(stateDir, "containerd")}"
state = "${join(runDir, "containerd")}"
# Snapshotters that are not used, and a plugin that would make /opt/containerd.
disabled_plugins = [
  "io.containerd.internal.v1.opt",
  "io.containerd.internal.v1.tracing",
  "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs",
  "io.containerd.tracing.processor.v1.otlp",
]

[grpc]
  address = "${containerdSocket}"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${sandboxImage}"
  # Where CAP_SYS_RESOURCE is missing, a negative oom_score_adj can't be set and every sandbox would die.
  restrict_oom_score_adj = true
  # The default profile would stay loaded in the machine's kernel after the cluster is gone.
  disable_apparmor = true
  # As newer versions do by default: a pod may listen on a port below 1024 without being root.
  enable_unprivileged_ports = true
  enable_unprivileged_icmp = true
  # The cluster's own network namespaces stay among its own files.
  netns_mounts_under_state_dir = true

[plugins."io.containerd.grpc.v1.cri".containerd]
  snapshotter = "overlayfs"
  default_runtime_name = "runc"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
  SystemdCgroup = false
  Root = "${join(runDir, "runc")}"

[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "${cniPluginDir}"
  conf_dir = "${cniConfigDir}"
`;
}

function cniConfig(): ConfigFile {
  return {
    path: join(cniConfigDir, "10-ethnode.conflist"),
    content: JSON.stringify({
      cniVersion: "1.0.0",
      name: "ethnode",
      plugins: [
        {
          type: "bridge",
          bridge: "cni0",
          isGateway: true,
          ipMasq: true,
          // A pod may reach itself through its own Service.
          hairpinMode: true,
          ipam: {
            type: "host-local",
            dataDir: join(stateDir, "cni/addresses"),
            ranges: [[{ subnet: nodePodCidr }]],
            routes: [{ dst: "0.0.0.0/0" }],
          },
        },
        { type: "portmap", capabilities: { portMappings: true } },
      ],
    }),
  };
}
