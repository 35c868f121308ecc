import { join } from "node:path";
import type { Component } from "../component.ts";
import { adminKubeconfig } from "../layout.ts";

/** What the cluster itself needs inside: roles of its programs, CoreDNS, the StorageClass. A job, done once. */
export const addons: Component = {
  name: "addons",
  command: "kubectl",
  args: [
    `--kubeconfig=${adminKubeconfig}`,
    "apply",
    "--server-side",
    "--field-manager=ethnode-local",
    `--filename=${join(import.meta.dirname, "../manifests")}`,
  ],
  env: {},
  files: [],
  after: ["kube-apiserver"],
  ready: { kind: "exit" },
};
