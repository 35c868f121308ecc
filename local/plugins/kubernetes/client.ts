import { Agent, request as httpsRequest } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";

import type { PropertyMap } from "../grpc/values.ts";
import { ApiError, ClusterUnreachableError, ConnectionError } from "./errors.ts";
import type { ClusterAccess } from "./kubeconfig.ts";

/** Connections at a time; the API server's own default lets a client have many more. */
const maxConnections = 16;
/** How long the API server may take over one request. */
const requestTimeoutMs = 60_000;
/** How long the first answer may take before the cluster counts as unreachable. */
const reachTimeoutMs = 10_000;
const retries = 5;

/** An answer of the API server: 200, or 201 where the request made the object. */
export interface Answer {
  readonly code: number;
  readonly body: PropertyMap;
  /** The warnings that the API server gives beside a success: deprecations, Pod Security. */
  readonly warnings: readonly string[];
}

/** What to ask. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: PropertyMap;
  readonly contentType?: string;
}

/** A plain HTTPS client of one API server: connections are kept, brief failures are tried again. */
export class KubernetesClient {
  readonly access: ClusterAccess;
  readonly #agent: Agent;

  constructor(access: ClusterAccess) {
    this.access = access;
    this.#agent = new Agent({ keepAlive: true, maxSockets: maxConnections, ...access.tls });
  }

  /**
   * Asks the cluster for its version, so that a wrong address or user is found before anything is changed.
   *
   * @throws {ClusterUnreachableError} saying which cluster was meant, and what happened.
   */
  async reach(): Promise<void> {
    const { source, context, server } = this.access;
    const fail = (reason: string): never => {
      throw new ClusterUnreachableError(source, context, server.href, reason);
    };
    try {
      const answer = await this.#send({ method: "GET", path: "/version" }, reachTimeoutMs);
      if (answer.code === 401) fail("it does not know this user (401 Unauthorized)");
      if (answer.code !== 200) fail(`it answered ${answer.code} to a request for its version`);
    } catch (error) {
      if (error instanceof ClusterUnreachableError) throw error;
      fail(`it cannot be reached (${reasonOf(error)})`);
    }
  }

  /**
   * Sends a request that may be repeated without harm, which all of the provider's are.
   *
   * @throws {ApiError} for any answer but 2xx.
   * @throws {ConnectionError} where the connection keeps failing.
   */
  async send(request: ApiRequest): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const last = attempt === retries;
      try {
        const answer = await this.#send(request, requestTimeoutMs);
        if (answer.code < 300) return answer;
        // Too many requests, or the API server is starting or stopping: it asks for another try itself.
        if (last || (answer.code !== 429 && answer.code !== 503)) {
          throw new ApiError(request.method, request.path, answer.code, answer.body);
        }
      } catch (error) {
        if (error instanceof ApiError) throw error;
        if (last) throw new ConnectionError(this.access.server.href, error as Error);
      }
      await sleep(200 * 2 ** attempt);
    }
  }

  /** The object at a path, or undefined where there is none. */
  async get(
    path: string,
    query?: Readonly<Record<string, string>>,
  ): Promise<PropertyMap | undefined> {
    try {
      const answer = await this.send({ method: "GET", path, ...(query ? { query } : {}) });
      return answer.body;
    } catch (error) {
      if (error instanceof ApiError && error.code === 404) return undefined;
      throw error;
    }
  }

  #send(request: ApiRequest, timeoutMs: number): Promise<Answer> {
    const { server, authorization, tls } = this.access;
    const query = request.query ? `?${new URLSearchParams(request.query).toString()}` : "";
    const payload = request.body === undefined ? undefined : JSON.stringify(request.body);
    return new Promise((resolve, reject) => {
      const sent = httpsRequest(
        {
          agent: this.#agent,
          host: server.hostname.replace(/^\[|\]$/g, ""),
          port: server.port || 443,
          ...(tls.servername === undefined ? {} : { servername: tls.servername }),
          method: request.method,
          // A cluster behind a gateway has a path of its own, which comes first.
          path: server.pathname.replace(/\/$/, "") + request.path + query,
          signal: AbortSignal.timeout(timeoutMs),
          headers: {
            accept: "application/json",
            ...(authorization === undefined ? {} : { authorization }),
            ...(payload === undefined
              ? {}
              : {
                  "content-type": request.contentType ?? "application/json",
                  "content-length": Buffer.byteLength(payload),
                }),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            const code = response.statusCode ?? 0;
            resolve({
              code,
              body: parseBody(Buffer.concat(chunks).toString("utf8")),
              warnings: parseWarnings(response.headersDistinct["warning"] ?? []),
            });
          });
        },
      );
      sent.on("error", reject);
      sent.end(payload);
    });
  }
}

function parseBody(text: string): PropertyMap {
  try {
    return JSON.parse(text) as PropertyMap;
  } catch {
    return { message: text.trim().slice(0, 500) };
  }
}

/** The texts of Warning headers, which read `299 - "text"` with the text quoted. */
export function parseWarnings(headers: readonly string[]): string[] {
  return headers.flatMap((header) =>
    [...header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) =>
      (match[1] ?? "").replaceAll(/\\(.)/g, "$1"),
    ),
  );
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError" || error.name === "AbortError") {
    return `no answer within ${reachTimeoutMs / 1000} s`;
  }
  // Connecting to several addresses of one name fails with an empty message and the reasons inside.
  const inner = error instanceof AggregateError ? (error.errors[0] as Error) : error;
  return inner.message;
}
