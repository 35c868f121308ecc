import { join } from "node:path";
import { type Component, goMemory } from "../component.ts";
import { certificateFile, configDir, keyFile, kubeconfigFile } from "../layout.ts";

const configFile = join(configDir, "kube-scheduler.json");

/** The scheduler. */
export const kubeScheduler: Component = {
  name: "kube-scheduler",
  command: "kube-scheduler",
  args: [
    `--config=${configFile}`,
    "--bind-address=127.0.0.1",
    `--tls-cert-file=${certificateFile("kube-scheduler")}`,
    `--tls-private-key-file=${keyFile("kube-scheduler")}`,
    "--v=1",
  ],
  env: goMemory(50),
  files: [
    {
      path: configFile,
      content: JSON.stringify({
        apiVersion: "kubescheduler.config.k8s.io/v1",
        kind: "KubeSchedulerConfiguration",
        clientConnection: { kubeconfig: kubeconfigFile("kube-scheduler") },
        leaderElection: { leaderElect: false },
        enableProfiling: false,
        // One node: there is nothing to score in parallel.
        parallelism: 2,
      }),
    },
  ],
  after: ["kube-apiserver"],
  ready: { kind: "http", url: "https://127.0.0.1:10259/healthz", authority: "ca" },
};
