/** What a tool is wanted for: running the local cluster, filling its images, running the Pulumi engine, or testing. */
export type ToolGroup = "cluster" | "images" | "engine" | "tests";

/** One program that a tool's module gives. */
export interface Binary {
  /** File name in the bin folder, which is also its name on PATH. */
  readonly name: string;
  /** The file name that Go gives it, which follows from the package. Default: its name. */
  readonly builtName?: string;
  /** The Go package that it is built from; `.` is the module itself. */
  readonly package: string;
  /**
   * Arguments that make it print its version and end. Undefined: it cannot, and counts as what its neighbour is: a
   * program of the same tool, in the same folder, that can.
   */
  readonly versionArgs?: readonly string[];
}

/** A program, or a family of programs, built from one Go module whose folder pins the version and every dependency. */
export interface Tool {
  readonly name: string;
  /** As its authors write it, such as `v1.34.4`. */
  readonly version: string;
  /** The folder with go.mod and go.sum, relative to the repository. */
  readonly directory: string;
  readonly groups: readonly ToolGroup[];
  readonly binaries: readonly Binary[];
  /** Whether C code is compiled in, which needs gcc. The result is static all the same. */
  readonly cgo: boolean;
  /** Go's toolchain choice: a fixed release, or `auto`, the machine's own Go if it is as new as go.mod asks. */
  readonly toolchain: string;
  readonly tags: readonly string[];
  /** Linker flags besides `-s -w`. */
  readonly ldflags: readonly string[];
}

type Optional = "directory" | "cgo" | "toolchain" | "tags" | "ldflags";

function tool(settings: Omit<Tool, Optional> & Partial<Pick<Tool, Optional>>): Tool {
  return {
    directory: `local/tools/${settings.name}`,
    cgo: false,
    toolchain: "auto",
    tags: [],
    ldflags: [],
    ...settings,
  };
}

const prysm = "github.com/OffchainLabs/prysm/v7";
/** Built with Go 1.26, Prysm's QUIC ends at the first connection: "crypto/tls bug: where's my session ticket?" */
const quicToolchain = "go1.25.1";
const prysmTags = ["netgo", "osusergo"];
const prometheusVersion = "github.com/prometheus/common/version.Version";
const kubernetesVersion = "k8s.io/component-base/version";

/**
 * The tools, in the order in which they are built: what the cluster needs to start comes first, so that a broken
 * machine shows early. `go.mod` in each folder has the versions of everything beneath.
 */
export const tools: readonly Tool[] = [
  tool({
    name: "kubernetes",
    // The newest whose kubelet accepts cgroup v1 and Debian 12's containerd 1.6.
    version: "v1.34.4",
    groups: ["cluster"],
    binaries: [
      "kube-apiserver",
      "kube-controller-manager",
      "kube-scheduler",
      "kubelet",
      "kube-proxy",
      "kubectl",
    ].map((name) => ({
      name,
      package: `k8s.io/kubernetes/cmd/${name}`,
      versionArgs: name === "kubectl" ? ["version", "--client"] : ["--version"],
    })),
    // Without these the programs call themselves v0.0.0-master+$Format, which clients refuse to parse.
    ldflags: [
      `-X ${kubernetesVersion}.gitVersion=v1.34.4`,
      `-X ${kubernetesVersion}.gitMajor=1`,
      `-X ${kubernetesVersion}.gitMinor=34`,
    ],
  }),
  tool({
    name: "kube-router",
    version: "v1.6.1",
    groups: ["cluster"],
    binaries: [
      {
        name: "kube-router",
        package: "github.com/cloudnativelabs/kube-router/cmd/kube-router",
        versionArgs: ["--version"],
      },
    ],
    ldflags: ["-X github.com/cloudnativelabs/kube-router/pkg/version.Version=v1.6.1"],
  }),
  tool({
    name: "coredns",
    version: "v1.15.0",
    groups: ["cluster", "images"],
    binaries: [
      { name: "coredns", package: "github.com/coredns/coredns", versionArgs: ["-version"] },
    ],
  }),
  tool({
    name: "local-path-provisioner",
    version: "v0.0.30",
    groups: ["cluster", "images"],
    binaries: [
      {
        name: "local-path-provisioner",
        package: "github.com/rancher/local-path-provisioner",
        versionArgs: ["--version"],
      },
    ],
    ldflags: ["-X main.VERSION=v0.0.30"],
  }),
  tool({
    name: "pause",
    version: "3.10",
    directory: "local/images/pause",
    groups: ["images"],
    binaries: [{ name: "pause", package: "." }],
  }),
  tool({
    name: "pulumi",
    version: "v3.259.0",
    groups: ["engine"],
    binaries: [
      {
        name: "pulumi",
        package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
        versionArgs: ["version"],
      },
    ],
    ldflags: ["-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.259.0"],
  }),
  tool({
    name: "geth",
    version: "v1.17.5",
    groups: ["images"],
    binaries: [
      {
        name: "geth",
        package: "github.com/ethereum/go-ethereum/cmd/geth",
        versionArgs: ["version"],
      },
    ],
  }),
  tool({
    // What an upgrade to the version above is tested from.
    name: "geth-previous",
    version: "v1.17.4",
    groups: ["tests"],
    binaries: [
      {
        name: "geth-previous",
        builtName: "geth",
        package: "github.com/ethereum/go-ethereum/cmd/geth",
        versionArgs: ["version"],
      },
    ],
  }),
  tool({
    name: "prysm",
    version: "v7.0.0",
    groups: ["images"],
    binaries: ["beacon-chain", "validator", "prysmctl"].map((name) => ({
      name,
      package: `${prysm}/cmd/${name}`,
      ...(name === "prysmctl" ? {} : { versionArgs: ["--version"] }),
    })),
    // BLS signatures and hashing are C code.
    cgo: true,
    toolchain: quicToolchain,
    tags: prysmTags,
    ldflags: [
      `-X ${prysm}/runtime/version.gitTag=v7.0.0`,
      "-linkmode external",
      '-extldflags "-static"',
    ],
  }),
  tool({
    name: "p2p-probe",
    version: "v1",
    groups: ["tests"],
    binaries: [{ name: "p2p-probe", package: "." }],
    // Compiled as Prysm is, of the same versions, so that Go's cache has nearly all of it already.
    cgo: true,
    toolchain: quicToolchain,
    tags: prysmTags,
  }),
  tool({
    name: "prometheus",
    // Release 3.10.0 is module version 0.310.0.
    version: "v3.10.0",
    groups: ["images"],
    binaries: ["prometheus", "promtool"].map((name) => ({
      name,
      package: `github.com/prometheus/prometheus/cmd/${name}`,
      versionArgs: ["--version"],
    })),
    // Only the discovery that the stack uses: the others are the libraries of all clouds, more to compile than Prometheus itself.
    tags: ["remove_all_sd", "enable_kubernetes_sd"],
    ldflags: [`-X ${prometheusVersion}=3.10.0`],
  }),
  tool({
    name: "alertmanager",
    version: "v0.28.1",
    groups: ["images"],
    binaries: ["alertmanager", "amtool"].map((name) => ({
      name,
      package: `github.com/prometheus/alertmanager/cmd/${name}`,
      versionArgs: ["--version"],
    })),
    ldflags: [`-X ${prometheusVersion}=0.28.1`],
  }),
  tool({
    // What the operator makes of the objects of monitoringMode operator. Its module also has the definitions of their kinds.
    name: "prometheus-operator",
    version: "v0.85.0",
    groups: ["tests"],
    binaries: [
      {
        name: "prometheus-operator",
        builtName: "operator",
        package: "github.com/prometheus-operator/prometheus-operator/cmd/operator",
        versionArgs: ["--version"],
      },
    ],
    ldflags: [`-X ${prometheusVersion}=0.85.0`],
  }),
  tool({
    // The newest that the module mirror and its checksum database have.
    name: "kube-state-metrics",
    version: "v2.15.0",
    groups: ["images"],
    binaries: [
      {
        name: "kube-state-metrics",
        package: "k8s.io/kube-state-metrics/v2",
        versionArgs: ["version"],
      },
    ],
    ldflags: [`-X ${prometheusVersion}=v2.15.0`],
  }),
  tool({
    name: "node-exporter",
    version: "v1.11.1",
    groups: ["images"],
    binaries: [
      {
        name: "node_exporter",
        package: "github.com/prometheus/node_exporter",
        versionArgs: ["--version"],
      },
    ],
    ldflags: [`-X ${prometheusVersion}=1.11.1`],
  }),
  tool({
    // The components of our own use alone; what users run is the upstream distribution of the same release.
    name: "otel-collector",
    version: "v0.145.0",
    groups: ["tests"],
    binaries: [
      {
        name: "otelcol-contrib",
        builtName: "otel-collector",
        package: ".",
        versionArgs: ["--version"],
      },
    ],
  }),
];

/** Every binary's name with the tool it belongs to. */
export const toolOfBinary: ReadonlyMap<string, Tool> = new Map(
  tools.flatMap((entry) => entry.binaries.map((binary) => [binary.name, entry] as const)),
);
