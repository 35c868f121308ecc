import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../support/command.ts";
import {
  certificateFile,
  clusterDomain,
  keyFile,
  kubernetesServiceIp,
  nodeIp,
  nodeName,
  pkiDir,
} from "./layout.ts";

/**
 * The two certificate authorities. etcd has its own, so that no client of the API server is a client of the database.
 */
export type Authority = "ca" | "etcd-ca";

/** One certificate with its own key. */
export interface Certificate {
  /** File name without ending. */
  readonly name: string;
  readonly authority: Authority;
  /** The user that the API server sees. */
  readonly commonName: string;
  /** The group that the API server sees. Default: none. */
  readonly organization?: string;
  /** Names and addresses that it serves, as `DNS:…` and `IP:…`. Default: it is a client's. */
  readonly serves?: readonly string[];
}

const local = ["DNS:localhost", "IP:127.0.0.1"];

/** Every certificate of the cluster: one per program and purpose; none is shared. */
export const certificates: readonly Certificate[] = [
  { name: "etcd", authority: "etcd-ca", commonName: "etcd", serves: local },
  { name: "etcd-client", authority: "etcd-ca", commonName: "kube-apiserver" },
  {
    name: "kube-apiserver",
    authority: "ca",
    commonName: "kube-apiserver",
    serves: [
      ...local,
      `IP:${nodeIp}`,
      `IP:${kubernetesServiceIp}`,
      "DNS:kubernetes",
      "DNS:kubernetes.default",
      "DNS:kubernetes.default.svc",
      `DNS:kubernetes.default.svc.${clusterDomain}`,
    ],
  },
  // What the API server shows the kubelet for exec, logs and port-forward.
  { name: "kube-apiserver-kubelet", authority: "ca", commonName: "kube-apiserver-kubelet-client" },
  {
    name: "kubelet",
    authority: "ca",
    commonName: nodeName,
    serves: [...local, `IP:${nodeIp}`, `DNS:${nodeName}`],
  },
  {
    name: "kube-controller-manager",
    authority: "ca",
    commonName: "kube-controller-manager",
    serves: local,
  },
  { name: "kube-scheduler", authority: "ca", commonName: "kube-scheduler", serves: local },
  {
    name: "node-client",
    authority: "ca",
    commonName: `system:node:${nodeName}`,
    organization: "system:nodes",
  },
  {
    name: "kube-controller-manager-client",
    authority: "ca",
    commonName: "system:kube-controller-manager",
  },
  { name: "kube-scheduler-client", authority: "ca", commonName: "system:kube-scheduler" },
  { name: "kube-proxy-client", authority: "ca", commonName: "system:kube-proxy" },
  { name: "kube-router-client", authority: "ca", commonName: "ethnode:kube-router" },
  { name: "local-path-provisioner-client", authority: "ca", commonName: "ethnode:local-path" },
  { name: "volume-growth-client", authority: "ca", commonName: "ethnode:volume-growth" },
  // Asks /readyz and nothing else: it has no role.
  { name: "supervisor-client", authority: "ca", commonName: "ethnode:supervisor" },
  {
    name: "admin-client",
    authority: "ca",
    commonName: "ethnode:admin",
    organization: "system:masters",
  },
];

/** A year: the cluster is made anew at every start. */
const validDays = "365";

/** The arguments of `openssl` that make an authority. */
export function authorityArgs(name: Authority, opensslConfig: string): string[] {
  return [
    ...["req", "-x509", "-config", opensslConfig, "-days", validDays, "-nodes"],
    ...["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
    ...["-keyout", keyFile(name), "-out", certificateFile(name)],
    ...["-subj", `/CN=ethnode-local-${name}`],
    ...["-addext", "basicConstraints=critical,CA:TRUE"],
    ...["-addext", "keyUsage=critical,keyCertSign,cRLSign"],
    ...["-addext", "subjectKeyIdentifier=hash"],
  ];
}

/** The arguments of `openssl` that make a certificate and its key. */
export function certificateArgs(certificate: Certificate, opensslConfig: string): string[] {
  const { name, authority, commonName, organization, serves } = certificate;
  const group = organization === undefined ? "" : `/O=${organization}`;
  const extensions = [
    "basicConstraints=critical,CA:FALSE",
    "keyUsage=critical,digitalSignature",
    `extendedKeyUsage=${serves === undefined ? "clientAuth" : "serverAuth"}`,
    ...(serves === undefined ? [] : [`subjectAltName=${serves.join(",")}`]),
  ];
  return [
    ...["req", "-x509", "-config", opensslConfig, "-days", validDays, "-nodes"],
    ...["-CA", certificateFile(authority), "-CAkey", keyFile(authority)],
    ...["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
    ...["-keyout", keyFile(name), "-out", certificateFile(name)],
    ...["-subj", `${group}/CN=${commonName}`],
    ...extensions.flatMap((extension) => ["-addext", extension]),
  ];
}

/** Makes the authorities, every certificate, and the key that signs service-account tokens. Keys are mode 0600. */
export async function createPki(): Promise<void> {
  await mkdir(pkiDir, { recursive: true, mode: 0o700 });
  // The system's own configuration would add extensions of its choice.
  const opensslConfig = join(pkiDir, "openssl.cnf");
  await writeFile(opensslConfig, "[req]\ndistinguished_name = dn\n[dn]\n", { mode: 0o600 });
  await Promise.all(
    (["ca", "etcd-ca"] as const).map((name) => run("openssl", authorityArgs(name, opensslConfig))),
  );
  await Promise.all([
    ...certificates.map((each) => run("openssl", certificateArgs(each, opensslConfig))),
    createTokenKey(),
  ]);
  const keys = ["ca", "etcd-ca", "service-account", ...certificates.map(({ name }) => name)];
  await Promise.all(keys.map((name) => chmod(keyFile(name), 0o600)));
}

async function createTokenKey(): Promise<void> {
  const key = keyFile("service-account");
  await run("openssl", [
    "genpkey",
    "-algorithm",
    "RSA",
    "-pkeyopt",
    "rsa_keygen_bits:2048",
    "-out",
    key,
  ]);
  await run("openssl", [
    "pkey",
    "-in",
    key,
    "-pubout",
    "-out",
    join(pkiDir, "service-account.pub"),
  ]);
}
