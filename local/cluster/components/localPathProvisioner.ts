import { join } from "node:path";
import { type Component, goMemory } from "../component.ts";
import { configDir, helperImage, kubeconfigFile, volumesDir } from "../layout.ts";

const configFile = join(configDir, "local-path.json");
const helperPodFile = join(configDir, "local-path-helper.json");

/**
 * Makes a folder for each claim of the `standard` StorageClass and removes it with the claim, by a short-lived helper
 * pod in the namespace `local-path-storage` (manifests/storage.yaml, which also has the helper's two scripts).
 */
export const localPathProvisioner: Component = {
  name: "local-path-provisioner",
  command: "local-path-provisioner",
  args: [
    "start",
    `--config=${configFile}`,
    `--kubeconfig=${kubeconfigFile("local-path-provisioner")}`,
    "--namespace=local-path-storage",
    "--service-account-name=default",
    "--configmap-name=local-path-config",
    `--helper-image=${helperImage}`,
    `--helper-pod-file=${helperPodFile}`,
    "--provisioner-name=rancher.io/local-path",
    // Never gives a claim up: a cluster that is short of something for a while recovers by itself.
    "--provisioning-retry-count=0",
    "--deletion-retry-count=0",
  ],
  env: goMemory(40),
  files: [
    {
      path: configFile,
      content: JSON.stringify({
        nodePathMap: [{ node: "DEFAULT_PATH_FOR_NON_LISTED_NODES", paths: [volumesDir] }],
      }),
    },
    { path: helperPodFile, content: JSON.stringify(helperPod()) },
  ],
  after: ["addons"],
  // Version 0.0.30 has no health address.
  ready: { kind: "running", milliseconds: 500 },
};

function helperPod(): Record<string, unknown> {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "helper-pod" },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      containers: [
        {
          name: "helper-pod",
          image: helperImage,
          imagePullPolicy: "IfNotPresent",
          // It makes folders on the node.
          securityContext: { runAsUser: 0, runAsGroup: 0 },
        },
      ],
    },
  };
}
