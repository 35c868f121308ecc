import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import {
  adminKubeconfig,
  apiServerUrl,
  certificateFile,
  keyFile,
  kubeconfigDir,
  kubeconfigFile,
} from "./layout.ts";

/** What a kubeconfig says: which server, whom to trust, who one is. Certificates and key are PEM texts. */
export interface Credentials {
  readonly server: string;
  readonly user: string;
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** The text of a kubeconfig with one context, as JSON (which is YAML). */
export function renderKubeconfig(credentials: Credentials): string {
  const { server, user, authority, certificate, key } = credentials;
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  const cluster = "ethnode-local";
  return `${JSON.stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      "current-context": cluster,
      contexts: [{ name: cluster, context: { cluster, user } }],
      clusters: [
        { name: cluster, cluster: { server, "certificate-authority-data": base64(authority) } },
      ],
      users: [
        {
          name: user,
          user: {
            "client-certificate-data": base64(certificate),
            "client-key-data": base64(key),
          },
        },
      ],
    },
    undefined,
    2,
  )}\n`;
}

/** The programs that talk to the API server by a kubeconfig, and the certificate of each. */
const clients: readonly { readonly name: string; readonly certificate: string }[] = [
  { name: "kubelet", certificate: "node-client" },
  { name: "kube-controller-manager", certificate: "kube-controller-manager-client" },
  { name: "kube-scheduler", certificate: "kube-scheduler-client" },
  { name: "kube-proxy", certificate: "kube-proxy-client" },
  { name: "kube-router", certificate: "kube-router-client" },
  { name: "local-path-provisioner", certificate: "local-path-provisioner-client" },
];

/** Writes the kubeconfig of every program and the administrator's, each mode 0600. */
export async function writeKubeconfigs(): Promise<void> {
  await mkdir(kubeconfigDir, { recursive: true, mode: 0o700 });
  await Promise.all([
    ...clients.map(({ name, certificate }) => write(kubeconfigFile(name), name, certificate)),
    write(adminKubeconfig, "admin", "admin-client"),
  ]);
}

async function write(path: string, user: string, certificate: string): Promise<void> {
  const text = renderKubeconfig({
    server: apiServerUrl,
    user,
    authority: await readFile(certificateFile("ca"), "utf8"),
    certificate: await readFile(certificateFile(certificate), "utf8"),
    key: await readFile(keyFile(certificate), "utf8"),
  });
  await writeFile(path, text, { mode: 0o600 });
  await chmod(path, 0o600);
}
