import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { certificateFile, keyFile } from "./layout.ts";

/** The parts of a PersistentVolumeClaim that matter here. */
export interface Claim {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly storageClassName?: string;
    readonly volumeName?: string;
    readonly resources: { readonly requests?: { readonly storage?: string } };
  };
  readonly status: { readonly phase: string; readonly capacity?: { readonly storage?: string } };
}

/** A change to one object: a merge patch to send to a path. */
export interface Patch {
  readonly path: string;
  readonly body: unknown;
}

/**
 * What makes the claims as big as their owners want them. A volume of the `standard` class is a folder, which has no size:
 * growing it is writing down the new one, on the volume and on the claim. In other clusters the resizer of the
 * storage driver does this; local-path-provisioner has none.
 */
export function growth(claims: readonly Claim[]): Patch[] {
  return claims.flatMap(({ metadata: { namespace, name }, spec, status }): Patch[] => {
    const wanted = spec.resources.requests?.storage;
    const volume = spec.volumeName;
    if (spec.storageClassName !== "standard" || status.phase !== "Bound") return [];
    // The API server writes quantities in one form only and refuses to shrink: different means bigger.
    if (wanted === undefined || volume === undefined || wanted === status.capacity?.storage)
      return [];
    const capacity = { storage: wanted };
    const claim = `/api/v1/namespaces/${namespace}/persistentvolumeclaims/${name}`;
    return [
      { path: `/api/v1/persistentvolumes/${volume}`, body: { spec: { capacity } } },
      { path: `${claim}/status`, body: { status: { capacity } } },
    ];
  });
}

/** Grows volumes until aborted. What can't be done now is tried again at the next look. */
export async function growVolumes(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(3000, undefined, { signal }).catch(() => undefined);
    try {
      const list = JSON.parse(await call("GET", "/api/v1/persistentvolumeclaims")) as {
        items: Claim[];
      };
      for (const { path, body } of growth(list.items)) await call("PATCH", path, body);
    } catch (error) {
      // Goes to the supervisor's log; while the API server starts, this is expected.
      console.error(`volumes: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** One connection, kept open. */
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

function call(method: string, path: string, body?: unknown): Promise<string> {
  const name = "volume-growth-client";
  const sent = request({
    host: "127.0.0.1",
    port: 6443,
    method,
    path,
    agent,
    timeout: 5000,
    ca: readFileSync(certificateFile("ca")),
    cert: readFileSync(certificateFile(name)),
    key: readFileSync(keyFile(name)),
    headers: body === undefined ? {} : { "Content-Type": "application/merge-patch+json" },
  });
  return new Promise((resolve, reject) => {
    sent.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => {
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${method} ${path}: status ${response.statusCode ?? 0}: ${text}`));
      });
    });
    sent.on("timeout", () => sent.destroy(new Error(`${method} ${path}: no answer in 5 s`)));
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
