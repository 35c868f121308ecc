import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { closeSync, openSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { KubernetesClient } from "../../local/plugins/kubernetes/client.ts";
import { loadAccess } from "../../local/plugins/kubernetes/kubeconfig.ts";
import { lastLines } from "../../local/support/errors.ts";
import { binDir, repoDir } from "../../local/support/paths.ts";
import { waitFor } from "../../local/support/wait.ts";
import { freePorts } from "./freePorts.ts";

/** A real API server on a loopback port, with its etcd and the controllers that deleting needs; no node runs pods. */
export interface ApiServer {
  /** A kubeconfig of an administrator. */
  readonly kubeconfig: string;
  /** Kubeconfigs of users without any right: their names are those of the roles in `access/roles.yaml` that tests give them. */
  readonly kubeconfigs: Readonly<Record<User, string>>;
  readonly client: KubernetesClient;
  /** Where it writes what its audit policy, `access/audit-policy.yaml`, keeps: an event a line. */
  readonly auditLog: string;
}

/** Who asks, beside an administrator. */
export const users = ["viewer", "operator", "deployer", "break-glass"] as const;
export type User = (typeof users)[number];

const etcd = "/usr/bin/etcd";
// Deleting in the foreground is the garbage collector's work, ending a namespace the namespace controller's. The rest
// makes pods and endpoints of what the program asks for.
const controllers = [
  "daemonset-controller",
  "deployment-controller",
  "endpointslice-controller",
  "replicaset-controller",
  "namespace-controller",
  "garbage-collector-controller",
  "job-controller",
  "persistentvolumeclaim-protection-controller",
  "statefulset-controller",
];

let shared: Promise<ApiServer> | undefined;

/** The API server of this test run, started by the first that asks and ended with the process. */
export function sharedApiServer(): Promise<ApiServer> {
  return (shared ??= start());
}

async function start(): Promise<ApiServer> {
  const folder = await mkdtemp(join(tmpdir(), "ethnode-api-"));
  const children: ChildProcess[] = [];
  process.once("exit", () => {
    for (const child of children) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  const launch = (name: string, path: string, args: string[]): void => {
    const log = openSync(join(folder, `${name}.log`), "w");
    // The kernel ends them with this process, whatever ends it.
    const child = spawn("setpriv", ["--pdeathsig", "KILL", "--", path, ...args], {
      cwd: folder,
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    child.unref();
    children.push(child);
  };
  const [store = 0, peer = 0, secure = 0, manager = 0] = await freePorts(4);
  const auditLog = join(folder, "audit.log");
  const kubeconfigs = await writeFiles(folder, `https://127.0.0.1:${secure}`);
  const kubeconfig = kubeconfigs.admin;
  launch("etcd", etcd, [
    `--data-dir=${join(folder, "etcd")}`,
    `--listen-client-urls=http://127.0.0.1:${store}`,
    `--advertise-client-urls=http://127.0.0.1:${store}`,
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
    "--unsafe-no-fsync",
  ]);
  launch("kube-apiserver", program("kube-apiserver"), [
    `--etcd-servers=http://127.0.0.1:${store}`,
    "--bind-address=127.0.0.1",
    // Otherwise it looks for a route to the world, which a machine may not have. Nobody is told of this address.
    "--advertise-address=192.0.2.1",
    "--endpoint-reconciler-type=none",
    `--secure-port=${secure}`,
    `--cert-dir=${folder}`,
    `--token-auth-file=${join(folder, "tokens.csv")}`,
    "--authorization-mode=RBAC",
    `--audit-policy-file=${resolve(repoDir, "access/audit-policy.yaml")}`,
    `--audit-log-path=${auditLog}`,
    "--service-cluster-ip-range=10.99.0.0/24",
    "--service-account-issuer=https://ethnode.test",
    `--service-account-key-file=${join(folder, "sa.pub")}`,
    `--service-account-signing-key-file=${join(folder, "sa.key")}`,
    // No controller makes the accounts that this would ask for.
    "--disable-admission-plugins=ServiceAccount",
  ]);
  const access = loadAccess({ kubeconfig }, {});
  const client = new KubernetesClient(access);
  try {
    await waitFor("the API server", () => client.reach().then(() => true), { timeout: 60_000 });
    const ready = () => client.get("/api/v1/namespaces/default");
    await waitFor("the namespace default", ready, { timeout: 60_000 });
  } catch (error) {
    const log = await readFile(join(folder, "kube-apiserver.log"), "utf8");
    throw new Error(`the API server did not start:\n${lastLines(log, 10)}`, { cause: error });
  }
  launch("kube-controller-manager", program("kube-controller-manager"), [
    `--kubeconfig=${kubeconfig}`,
    `--secure-port=${manager}`,
    "--bind-address=127.0.0.1",
    `--controllers=${controllers.join(",")}`,
    "--leader-elect=false",
  ]);
  return { kubeconfig, kubeconfigs, client, auditLog };
}

function program(name: string): string {
  return resolve(binDir, name);
}

/** @returns the kubeconfig of each user */
async function writeFiles(folder: string, server: string): Promise<Record<User | "admin", string>> {
  await mkdir(join(folder, "etcd"), { mode: 0o700 });
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  await writeFile(join(folder, "sa.key"), privateKey.export({ type: "pkcs1", format: "pem" }));
  await writeFile(join(folder, "sa.pub"), publicKey.export({ type: "spki", format: "pem" }));
  const lines: string[] = [];
  const write = async (user: User | "admin"): Promise<string> => {
    const token = randomBytes(16).toString("hex");
    lines.push([token, user, user, ...(user === "admin" ? ["system:masters"] : [])].join(","));
    const kubeconfig = join(folder, `kubeconfig-${user}`);
    await writeFile(kubeconfig, kubeconfigText(server, user, token), { mode: 0o600 });
    return kubeconfig;
  };
  const kubeconfigs = {
    admin: await write("admin"),
    viewer: await write("viewer"),
    operator: await write("operator"),
    deployer: await write("deployer"),
    "break-glass": await write("break-glass"),
  };
  await writeFile(join(folder, "tokens.csv"), lines.map((line) => `${line}\n`).join(""));
  return kubeconfigs;
}

function kubeconfigText(server: string, user: string, token: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    contexts: [{ name: "test", context: { cluster: "test", user } }],
    // The certificate is made by the API server itself when it starts.
    clusters: [{ name: "test", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: user, user: { token } }],
  });
}
