import { join } from "node:path";
import { type Component, goMemory } from "../component.ts";
import { certificateFile, keyFile, stateDir } from "../layout.ts";

/** The database of the API server. */
export const etcd: Component = {
  name: "etcd",
  command: "etcd",
  args: [
    "--name=ethnode-local",
    `--data-dir=${join(stateDir, "etcd")}`,
    "--listen-client-urls=https://127.0.0.1:2379",
    "--advertise-client-urls=https://127.0.0.1:2379",
    // There is no other member: the peer address is unused, but it must exist.
    "--listen-peer-urls=http://127.0.0.1:2380",
    "--initial-advertise-peer-urls=http://127.0.0.1:2380",
    "--initial-cluster=ethnode-local=http://127.0.0.1:2380",
    `--cert-file=${certificateFile("etcd")}`,
    `--key-file=${keyFile("etcd")}`,
    `--trusted-ca-file=${certificateFile("etcd-ca")}`,
    "--client-cert-auth=true",
    "--listen-metrics-urls=http://127.0.0.1:2381",
    // Keeps fewer entries in memory than the default of 100000; one member never has to send them to another.
    "--snapshot-count=5000",
    "--auto-compaction-mode=periodic",
    "--auto-compaction-retention=5m",
    "--logger=zap",
    "--log-level=warn",
  ],
  env: goMemory(80),
  files: [],
  after: [],
  ready: { kind: "http", url: "http://127.0.0.1:2381/health" },
};
