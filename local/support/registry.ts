/** What asks a registry: `fetch`, or a test's own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Where an image is: `sigp/lighthouse:v8.3.3` is on Docker Hub, `ghcr.io/paradigmxyz/reth:v2.10.1` on ghcr.io. */
export interface ImageReference {
  /** Base URL of the registry. */
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
}

const dockerHub = "registry-1.docker.io";

/**
 * Reads an image's name. The first part is a registry where it has a dot or a port, as Docker has it.
 *
 * Source: https://github.com/distribution/reference, "normalize".
 *
 * @throws where it has no tag
 */
export function imageReference(image: string): ImageReference {
  const match = /^(?:([^/]+[.:][^/]*)\/)?([^:@]+):([^:@/]+)$/.exec(image);
  const [, host, path = "", tag = ""] = match ?? [];
  if (match === null) throw new Error(`image ${image}: expected <repository>:<tag>`);
  const plain = host?.startsWith("127.0.0.1:") === true;
  return {
    registry: `${plain ? "http" : "https"}://${host ?? dockerHub}`,
    repository: host === undefined && !path.includes("/") ? `library/${path}` : path,
    tag,
  };
}

/** An index of all architectures before a manifest of one: a tag's digest is the index's. */
const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/**
 * What a tag points at now, as the registry says: `sha256:…`. It is asked without an account.
 *
 * Source: https://github.com/opencontainers/distribution-spec, "Pulling manifests"; the token: Docker's registry
 * documentation, "Token authentication".
 *
 * @throws where the registry does not answer, or has no such tag
 */
export async function digestOf(image: string, ask: Fetch = fetch): Promise<string> {
  const { registry, repository, tag } = imageReference(image);
  const url = `${registry}/v2/${repository}/manifests/${tag}`;
  const head = (authorization: Record<string, string>): Promise<Response> =>
    ask(url, { method: "HEAD", headers: { accept: manifestTypes, ...authorization }, ...limits() });
  let answer = await head({});
  if (answer.status === 401) {
    const token = await tokenOf(answer, ask);
    answer = await head({ authorization: `Bearer ${token}` });
  }
  const digest = answer.headers.get("docker-content-digest") ?? "";
  if (!answer.ok || !/^sha256:[0-9a-f]{64}$/.test(digest)) {
    throw new Error(`the registry answers ${answer.status} ${answer.statusText}`.trim());
  }
  return digest;
}

/** The token that the registry sends a stranger for. */
async function tokenOf(refused: Response, ask: Fetch): Promise<string> {
  const challenge = refused.headers.get("www-authenticate") ?? "";
  const fields = new Map(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]),
  );
  const realm = fields.get("realm");
  if (realm === undefined) throw new Error("the registry wants an account");
  const url = new URL(realm);
  for (const name of ["service", "scope"]) {
    const value = fields.get(name);
    if (value !== undefined) url.searchParams.set(name, value);
  }
  const body: unknown = await (await ask(url.href, limits())).json();
  const { token } = body as { readonly token?: unknown };
  if (typeof token !== "string") throw new Error("the registry gives a stranger no token");
  return token;
}

const limits = () => ({ signal: AbortSignal.timeout(20_000) });
