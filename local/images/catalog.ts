import { run } from "../support/command.ts";
import { toolPath } from "../tools/ensure.ts";
import type { ImageRecipe } from "./generate.ts";
import { monitorContent } from "./monitor.ts";
import { baseEntries, defaultUser, fileEntry, libraryEntries } from "./rootfs.ts";
import type { Entry } from "./tar.ts";

/** How an image is made on this machine. */
export interface ImageDefinition {
  readonly name: string;
  /** Full reference, with the registry and library that a short name stands for. */
  readonly reference: string;
  /** The tools that must be there before `content` is called. */
  readonly tools: readonly string[];
  /** Whether only a test asks for it, so that it is made and imported only where it is named. Default: no. */
  readonly forTests?: boolean;
  readonly content: () => Promise<Omit<ImageRecipe, "reference">>;
}

/** The image that every pod's sandbox runs; containerd's configuration names it. */
export const pauseReference = "registry.k8s.io/pause:3.10";

interface ProgramImage {
  readonly name: string;
  readonly reference: string;
  readonly tool: string;
  /** Where each program is in the image, by its name in the tool catalog. The first is the entrypoint. */
  readonly programs: Readonly<Record<string, string>>;
  /** Default: the first program's path. */
  readonly entrypoint?: readonly string[];
  /** Default `10001:10001`. */
  readonly user?: string;
  readonly forTests?: boolean;
}

/** An image with static programs and nothing else, laid out like its upstream namesake. */
function programImage(image: ProgramImage): ImageDefinition {
  const programs = Object.entries(image.programs);
  return {
    name: image.name,
    reference: image.reference,
    tools: [image.tool],
    ...(image.forTests === undefined ? {} : { forTests: image.forTests }),
    content: async () => ({
      entries: [
        ...(await baseEntries()),
        ...(await Promise.all(
          programs.map(([binary, path]) => fileEntry(toolPath(binary), path.slice(1), true)),
        )),
      ],
      entrypoint: image.entrypoint ?? programs.slice(0, 1).map(([, path]) => path),
      user: image.user ?? defaultUser,
      workingDirectory: "/",
      environment: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
    }),
  };
}

/** The images that a cluster on this machine needs, under the names and tags that the program asks for. */
export const images: readonly ImageDefinition[] = [
  programImage({
    name: "pause",
    reference: pauseReference,
    tool: "pause",
    programs: { pause: "/pause" },
    user: "65534:65534",
  }),
  { name: "busybox", reference: "docker.io/library/busybox:1.35.0", tools: [], content: busybox },
  programImage({
    name: "coredns",
    reference: "docker.io/coredns/coredns:1.15.0",
    tool: "coredns",
    programs: { coredns: "/coredns" },
  }),
  programImage({
    name: "local-path-provisioner",
    reference: "docker.io/rancher/local-path-provisioner:v0.0.30",
    tool: "local-path-provisioner",
    programs: { "local-path-provisioner": "/usr/bin/local-path-provisioner" },
    entrypoint: ["local-path-provisioner"],
  }),
  programImage({
    name: "geth",
    reference: "docker.io/ethereum/client-go:v1.17.5",
    tool: "geth",
    programs: { geth: "/usr/local/bin/geth" },
    entrypoint: ["geth"],
  }),
  programImage({
    name: "geth-previous",
    reference: "docker.io/ethereum/client-go:v1.17.4",
    tool: "geth-previous",
    programs: { "geth-previous": "/usr/local/bin/geth" },
    entrypoint: ["geth"],
    forTests: true,
  }),
  ...["beacon-chain", "validator", "prysmctl"].map((program) =>
    programImage({
      name: `prysm-${program}`,
      reference: `docker.io/offchainlabs/prysm-${program}:v7.0.0`,
      tool: "prysm",
      programs: { [program]: `/${program}` },
    }),
  ),
  programImage({
    name: "prometheus",
    reference: "docker.io/prom/prometheus:v3.10.0",
    tool: "prometheus",
    programs: { prometheus: "/bin/prometheus", promtool: "/bin/promtool" },
  }),
  programImage({
    name: "alertmanager",
    reference: "docker.io/prom/alertmanager:v0.28.1",
    tool: "alertmanager",
    programs: { alertmanager: "/bin/alertmanager", amtool: "/bin/amtool" },
  }),
  programImage({
    name: "kube-state-metrics",
    reference: "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.15.0",
    tool: "kube-state-metrics",
    programs: { "kube-state-metrics": "/kube-state-metrics" },
    user: "65534:65534",
  }),
  programImage({
    name: "node-exporter",
    reference: "quay.io/prometheus/node-exporter:v1.11.1",
    tool: "node-exporter",
    programs: { node_exporter: "/bin/node_exporter" },
    user: "65534:65534",
  }),
  programImage({
    name: "otel-collector",
    reference: "docker.io/otel/opentelemetry-collector-contrib:0.145.0",
    tool: "otel-collector",
    programs: { "otelcol-contrib": "/otelcol-contrib" },
    forTests: true,
  }),
  // Debian's, and not called after the published image of another version that stacks run.
  {
    name: "haproxy",
    reference: "docker.io/ethnode/haproxy-debian:2.6",
    tools: [],
    content: haproxy,
    forTests: true,
  },
  {
    name: "peer-monitor",
    reference: "docker.io/ethnode/peer-monitor:0.1.0",
    tools: [],
    content: monitorContent,
  },
];

/** Debian's HAProxy with the libraries that it is linked to. */
async function haproxy(): Promise<Omit<ImageRecipe, "reference">> {
  const program = "/usr/sbin/haproxy";
  return {
    entries: [
      ...(await baseEntries()),
      ...(await libraryEntries(program)),
      await fileEntry(program, "usr/local/sbin/haproxy", true),
    ],
    entrypoint: ["haproxy"],
    user: defaultUser,
    workingDirectory: "/",
    environment: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
  };
}

/**
 * Debian's static busybox with a link for each of its commands. Its user is root, as upstream: the provisioner's helper
 * pods make folders on the node. A pod that must not be root says so itself.
 */
async function busybox(): Promise<Omit<ImageRecipe, "reference">> {
  const program = "/bin/busybox";
  const applets = (await run(program, ["--list"])).trim().split("\n");
  const links = applets
    .filter((applet) => applet !== "busybox")
    .map((applet): Entry => ({ type: "link", path: `bin/${applet}`, target: "busybox" }));
  return {
    entries: [...(await baseEntries()), await fileEntry(program, program.slice(1), true), ...links],
    entrypoint: [],
    user: "0:0",
    workingDirectory: "/",
    environment: ["PATH=/bin"],
  };
}
