import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { parse } from "yaml";

import { KubeconfigError } from "./errors.ts";

/** How to reach a cluster and as whom. */
export interface ClusterAccess {
  /** Where this came from, for messages: a path, or the provider's argument. */
  readonly source: string;
  readonly context: string;
  readonly server: URL;
  /** The namespace of objects that name none. */
  readonly namespace: string;
  readonly tls: {
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    readonly servername?: string;
    readonly rejectUnauthorized: boolean;
  };
  /** The Authorization header of every request, where the user has one. */
  readonly authorization: string | undefined;
}

/** What chooses the cluster; all of it optional. */
export interface AccessOptions {
  /** A kubeconfig or the path of one; otherwise KUBECONFIG, otherwise ~/.kube/config. */
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  /** The name of the kubeconfig's cluster, instead of the context's. */
  readonly cluster?: string | undefined;
  readonly namespace?: string | undefined;
}

type Entry = Record<string, unknown>;

interface Kubeconfig {
  readonly "current-context"?: string;
  readonly clusters?: readonly { readonly name: string; readonly cluster?: Entry }[];
  readonly contexts?: readonly { readonly name: string; readonly context?: Entry }[];
  readonly users?: readonly { readonly name: string; readonly user?: Entry }[];
}

interface Loaded {
  readonly source: string;
  /** What relative paths in the kubeconfig start from. */
  readonly directory: string;
  readonly config: Kubeconfig;
}

/**
 * Reads which cluster to use and how, as kubectl would.
 *
 * @throws {KubeconfigError} where there is none, or it uses what the stand-in cannot do.
 */
export function loadAccess(options: AccessOptions, env: NodeJS.ProcessEnv): ClusterAccess {
  const files = load(options.kubeconfig, env);
  const source = files.map((file) => file.source).join(delimiter);
  const first = <T>(pick: (config: Kubeconfig) => T | undefined): T | undefined =>
    files.map((file) => pick(file.config)).find((value) => value !== undefined);
  const contextName = options.context ?? first((config) => config["current-context"] || undefined);
  if (contextName === undefined) {
    throw new KubeconfigError(source, "it names no current context and none is asked for");
  }
  const context = first((c) => c.contexts?.find(({ name }) => name === contextName)?.context);
  if (context === undefined)
    throw new KubeconfigError(source, `it has no context "${contextName}"`);
  const clusterName = options.cluster ?? text(context, "cluster") ?? "";
  const userName = text(context, "user") ?? "";
  const find = (list: "clusters" | "users", name: string): { entry: Entry; directory: string } => {
    for (const { config, directory } of files) {
      const entry =
        list === "clusters"
          ? config.clusters?.find((item) => item.name === name)?.cluster
          : config.users?.find((item) => item.name === name)?.user;
      if (entry !== undefined) return { entry, directory };
    }
    throw new KubeconfigError(
      source,
      `context "${contextName}" names ${list.slice(0, -1)} "${name}", which is not there`,
    );
  };
  const cluster = find("clusters", clusterName);
  const user = userName === "" ? { entry: {}, directory: "." } : find("users", userName);
  const server = text(cluster.entry, "server");
  if (server === undefined || !URL.canParse(server) || !server.startsWith("https:")) {
    const found = server === undefined ? "no server" : `server "${server}"`;
    throw new KubeconfigError(
      source,
      `cluster "${clusterName}" has ${found}; expected an https address`,
    );
  }
  refuse(source, "cluster", clusterName, cluster.entry, ["proxy-url"]);
  refuse(source, "user", userName, user.entry, ["exec", "auth-provider", "as"]);
  const ca = material(source, cluster, "certificate-authority");
  const cert = material(source, user, "client-certificate");
  const key = material(source, user, "client-key");
  const servername = text(cluster.entry, "tls-server-name");
  return {
    source,
    context: contextName,
    server: new URL(server),
    namespace: options.namespace ?? text(context, "namespace") ?? "default",
    tls: {
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(servername === undefined ? {} : { servername }),
      rejectUnauthorized: cluster.entry["insecure-skip-tls-verify"] !== true,
    },
    authorization: authorization(source, user),
  };
}

function load(kubeconfig: string | undefined, env: NodeJS.ProcessEnv): Loaded[] {
  if (kubeconfig !== undefined && kubeconfig !== "") {
    // The official provider takes both; a kubeconfig has lines or braces, a path has neither.
    if (/[\n{]/.test(kubeconfig)) {
      return [parsed("the provider's kubeconfig argument", process.cwd(), kubeconfig)];
    }
    return [read(kubeconfig.replace(/^~(?=\/)/, homedir()))];
  }
  const named = (env["KUBECONFIG"] ?? "").split(delimiter).filter((path) => path !== "");
  const existing = named.filter((path) => existsSync(path));
  if (named.length > 0 && existing.length === 0) {
    throw new KubeconfigError(named.join(delimiter), "KUBECONFIG names it, but it does not exist");
  }
  if (existing.length > 0) return existing.map(read);
  const home = join(homedir(), ".kube", "config");
  if (existsSync(home)) return [read(home)];
  throw new KubeconfigError(
    home,
    "it does not exist, and KUBECONFIG is not set: set it to the kubeconfig of a cluster",
  );
}

function read(path: string): Loaded {
  try {
    return parsed(path, dirname(resolve(path)), readFileSync(path, "utf8"));
  } catch (error) {
    if (error instanceof KubeconfigError) throw error;
    throw new KubeconfigError(path, `it cannot be read: ${(error as Error).message}`);
  }
}

function parsed(source: string, directory: string, content: string): Loaded {
  try {
    const config = parse(content) as unknown;
    if (typeof config !== "object" || config === null) throw new Error("it is not a map");
    return { source, directory, config: config };
  } catch (error) {
    throw new KubeconfigError(
      source,
      `it is not YAML: ${(error as Error).message.split("\n")[0] ?? ""}`,
    );
  }
}

function refuse(
  source: string,
  what: string,
  name: string,
  entry: Entry,
  keys: readonly string[],
): void {
  for (const key of keys) {
    if (entry[key] === undefined) continue;
    throw new KubeconfigError(
      source,
      `${what} "${name}" uses ${key}, which the stand-in for the Kubernetes provider cannot do: it knows client ` +
        "certificates, tokens and passwords; use one of them, or install the official plugin",
    );
  }
}

function authorization(
  source: string,
  user: { entry: Entry; directory: string },
): string | undefined {
  const file = text(user.entry, "tokenFile");
  const token =
    text(user.entry, "token") ??
    (file === undefined ? undefined : readFile(source, user.directory, file).trim());
  if (token !== undefined) return `Bearer ${token}`;
  const name = text(user.entry, "username");
  if (name === undefined) return undefined;
  return `Basic ${Buffer.from(`${name}:${text(user.entry, "password") ?? ""}`).toString("base64")}`;
}

/** Key material: in the kubeconfig itself (`-data`, base64) or in a file beside it. */
function material(
  source: string,
  { entry, directory }: { entry: Entry; directory: string },
  key: string,
): string | undefined {
  const data = text(entry, `${key}-data`);
  if (data !== undefined) return Buffer.from(data, "base64").toString("utf8");
  const path = text(entry, key);
  return path === undefined ? undefined : readFile(source, directory, path);
}

function readFile(source: string, directory: string, path: string): string {
  try {
    return readFileSync(resolve(directory, path), "utf8");
  } catch (error) {
    throw new KubeconfigError(source, `it names the file ${path}: ${(error as Error).message}`);
  }
}

function text(entry: Entry, key: string): string | undefined {
  const value = entry[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}
