import { createHmac, randomBytes } from "node:crypto";
import { api } from "./clusterApi.ts";
import type { Pod } from "./clusterPods.ts";

/** The file of the engine API's secret, in the Secret and in the clients' `/secrets`. */
const jwtFile = "jwt.hex";

/** Name of the Secret that a pod mounts the engine API's secret from; its name is the program's to choose. */
export function jwtSecretName({ metadata, spec }: Pod): string {
  const names = (spec.volumes ?? [])
    .flatMap(({ projected }) => projected?.sources ?? [])
    .flatMap(({ secret }) =>
      secret?.items?.some(({ key }) => key === jwtFile) === true ? [secret.name] : [],
    );
  const [name, ...more] = names;
  if (name === undefined || more.length > 0) {
    throw new Error(`${metadata.name} mounts ${names.length} Secrets with ${jwtFile}, expected 1`);
  }
  return name;
}

/** The 32 bytes of an engine API's secret. */
export async function jwtSecret(namespace: string, name: string): Promise<Buffer> {
  const found = await api().get(`/api/v1/namespaces/${namespace}/secrets/${name}`);
  const data = (found?.["data"] ?? {}) as Record<string, string>;
  const text = Buffer.from(data[jwtFile] ?? "", "base64").toString("utf8");
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new Error(`Secret ${name}: ${jwtFile} has ${text.length} characters, expected 64 of hex`);
  }
  return Buffer.from(text, "hex");
}

/** Something in a Secret of the stack. */
export interface StackSecret {
  /** `Secret/node-0-jwt-secret-1a2b3c4d` */
  readonly owner: string;
  readonly key: string;
  /** Of hex, what it stands for. */
  readonly bytes: Buffer;
}

/** All that the Secrets of some namespaces hold. */
export async function stackSecrets(...namespaces: string[]): Promise<StackSecret[]> {
  const lists = await Promise.all(
    namespaces.map((namespace) => api().get(`/api/v1/namespaces/${namespace}/secrets`)),
  );
  return lists
    .flatMap((list) => (list?.["items"] ?? []) as unknown as SecretItem[])
    .flatMap(({ metadata, data = {} }) =>
      Object.entries(data).map(([key, value]) => {
        const text = Buffer.from(value, "base64").toString("latin1").trim();
        const hex = /^(?:0x)?((?:[0-9a-f]{2}){16,})$/i.exec(text)?.[1];
        const bytes = hex === undefined ? Buffer.from(text, "latin1") : Buffer.from(hex, "hex");
        return { owner: `Secret/${metadata.name}`, key, bytes };
      }),
    );
}

interface SecretItem {
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
}

/** Another secret than any that there is. */
export const strangerSecret = (): Buffer => randomBytes(32);

/**
 * A token for the engine API, good for a minute.
 *
 * Source: https://github.com/ethereum/execution-apis/blob/main/src/engine/authentication.md
 */
export function engineToken(secret: Buffer): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part({ iat: Math.floor(Date.now() / 1000) })}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

/** A way in which a secret can be written, and what it looks like then. */
export interface Encoding {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * How secret bytes can stand in a text: as they are, as hex in either case (with or without 0x), and both in base64,
 * at each of the three places where they can begin in a longer text that was encoded as a whole.
 */
export function encodings(secret: Buffer): Encoding[] {
  const hex = secret.toString("hex");
  return [
    { name: "bytes", bytes: secret },
    { name: "hex", bytes: Buffer.from(hex) },
    { name: "upper-case hex", bytes: Buffer.from(hex.toUpperCase()) },
    ...inBase64("bytes", secret),
    ...inBase64("hex", Buffer.from(hex)),
    ...inBase64("upper-case hex", Buffer.from(hex.toUpperCase())),
  ];
}

function inBase64(name: string, bytes: Buffer): Encoding[] {
  return [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    // The characters at both ends also hold bits of what stands beside the secret.
    const own = text.slice(
      Math.ceil((offset * 8) / 6),
      Math.floor(((offset + bytes.length) * 8) / 6),
    );
    const url = own.replaceAll("+", "-").replaceAll("/", "_");
    return [...new Set([own, url])].map((each) => ({
      name: `base64 of ${name}, ${offset} bytes in`,
      bytes: Buffer.from(each),
    }));
  });
}

/** The encodings in which a secret stands in a text. */
export function findSecret(secret: Buffer, text: Buffer | string): string[] {
  const haystack = typeof text === "string" ? Buffer.from(text) : text;
  return encodings(secret)
    .filter(({ bytes }) => haystack.includes(bytes))
    .map(({ name }) => name);
}
