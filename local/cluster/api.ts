import { readFile } from "node:fs/promises";
import { request } from "node:https";
import { apiServerUrl, certificateFile, keyFile } from "./layout.ts";

/** The API server answered something else than success. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly path: string;
  readonly status: number;

  constructor(path: string, status: number, body: string) {
    super(`GET ${path}: status ${status}, expected 200: ${body.slice(0, 200)}`);
    this.path = path;
    this.status = status;
  }
}

/**
 * Asks the local cluster's API server as its administrator; much quicker than starting kubectl.
 * @throws ApiError when the answer is not 200; a system error when there is no server
 */
export async function apiGet(path: string, timeout = 5000): Promise<string> {
  const [ca, cert, key] = await Promise.all(
    [certificateFile("ca"), certificateFile("admin-client"), keyFile("admin-client")].map((file) =>
      readFile(file),
    ),
  );
  return new Promise((resolve, reject) => {
    const sent = request(`${apiServerUrl}${path}`, { ca, cert, key, timeout, agent: false });
    sent.on("response", (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("end", () => {
        if (response.statusCode === 200) resolve(body);
        else reject(new ApiError(path, response.statusCode ?? 0, body));
      });
    });
    sent.on("timeout", () => {
      sent.destroy(new Error(`no answer in ${timeout / 1000} s`));
    });
    sent.on("error", reject);
    sent.end();
  });
}

interface Condition {
  readonly type: string;
  readonly status: string;
}

interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly status: {
    readonly phase: string;
    readonly conditions?: readonly Condition[];
    readonly containerStatuses?: readonly {
      readonly ready: boolean;
      readonly restartCount: number;
      readonly state: { readonly waiting?: { readonly reason?: string } };
    }[];
  };
}

/** A pod as `status` tells of it. */
export interface PodSummary {
  /** `namespace/name`. */
  readonly name: string;
  /** Ready, or ended as it should. */
  readonly ready: boolean;
  /** The phase, and why a container waits. */
  readonly reason: string;
}

/** Whether the node is Ready. */
export async function nodeReady(): Promise<boolean> {
  const list = JSON.parse(await apiGet("/api/v1/nodes")) as {
    items: { status: { conditions?: readonly Condition[] } }[];
  };
  return list.items.some(({ status }) => isTrue(status.conditions, "Ready"));
}

/** Every pod of the cluster. */
export async function podSummaries(): Promise<PodSummary[]> {
  const list = JSON.parse(await apiGet("/api/v1/pods")) as { items: Pod[] };
  return list.items.map(({ metadata, status }) => {
    const waiting = status.containerStatuses?.find((each) => each.state.waiting !== undefined);
    const reason = waiting?.state.waiting?.reason;
    return {
      name: `${metadata.namespace}/${metadata.name}`,
      ready: status.phase === "Succeeded" || isTrue(status.conditions, "Ready"),
      reason: reason === undefined ? status.phase : `${status.phase}: ${reason}`,
    };
  });
}

function isTrue(conditions: readonly Condition[] | undefined, type: string): boolean {
  return conditions?.some((each) => each.type === type && each.status === "True") === true;
}
