import { ClientRequest, Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";

import axios, { type AxiosResponse } from "axios";

import { maskSecrets } from "../maskSecrets.ts";
import { parseJson } from "../parseJson.ts";
import { cleanText } from "../peers/text.ts";
import { leanTransport } from "./leanTransport.ts";

/** An answer, whatever its status. */
export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A target did not give a usable answer. The message says why in plain words. */
export class FetchError extends Error {
  override readonly name = "FetchError";
  /** Whether there was none in time: another question would have to wait as long. */
  readonly timedOut: boolean;

  /** @param timedOut default false */
  constructor(message: string, timedOut = false) {
    super(maskSecrets(message));
    this.timedOut = timedOut;
  }
}

/** Longest answer that is read, in bytes: about 5000 peers. */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

function timedOut(error: unknown): boolean {
  if (axios.isCancel(error)) return true;
  return axios.isAxiosError(error) && ["ECONNABORTED", "ETIMEDOUT"].includes(error.code ?? "");
}

function reason(error: unknown, timeoutMs: number): string {
  if (timedOut(error)) return `no answer within ${timeoutMs} ms`;
  if (!axios.isAxiosError(error)) return error instanceof Error ? error.message : String(error);
  if (error.code === "ECONNREFUSED") return "connection refused";
  if (error.code === "ENOTFOUND") return "host name not found";
  if (error.message.startsWith("maxContentLength"))
    return `answer of more than ${MAX_ANSWER_BYTES} bytes`;
  return error.message;
}

/** Whether a connection that had been kept open turned out to be closed: that says nothing of the target. */
function wasStale(error: unknown): boolean {
  if (!axios.isAxiosError(error) || error.response !== undefined) return false;
  const request: unknown = error.request;
  return request instanceof ClientRequest && request.reusedSocket && error.code === "ECONNRESET";
}

interface Agents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

const FRESH: Agents = { httpAgent: new HttpAgent(), httpsAgent: new HttpsAgent() };

/**
 * A signal that comes with another or after a time. Node's own, AbortSignal.any and timeout, stay until the time is over though
 * the answer came long before: two thousand of them at a time, of a thousand nodes.
 */
class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #other: AbortSignal;
  readonly #abort = (): void => {
    this.#controller.abort();
  };

  constructor(other: AbortSignal, milliseconds: number) {
    this.#other = other;
    if (other.aborted) this.#abort();
    other.addEventListener("abort", this.#abort, { once: true });
    this.#timer = setTimeout(this.#abort, milliseconds);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#other.removeEventListener("abort", this.#abort);
  }
}

/** Asks targets for JSON, keeping connections open. */
export class JsonFetcher {
  // No bound for a host of its own: many nodes may be behind one, and a target that hangs would hold it from the others.
  // What bounds all is that each target is asked one poll at a time, and only so many at once: see lane.ts.
  readonly #agents: Agents = {
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true }),
  };
  readonly #timeoutMs: number;

  /** @param timeoutMs longest time from asking to the answer's last byte */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /**
   * GETs a URL.
   *
   * @param signal ends the request early
   * @throws {FetchError} when there is no answer, or it redirects, is too long or is not JSON
   */
  get(url: string, signal: AbortSignal): Promise<JsonAnswer> {
    return this.#json(url, signal, undefined);
  }

  /**
   * POSTs a value as JSON. It may be sent twice, so it must only ask.
   *
   * @param signal ends the request early
   * @throws {FetchError} as {@link get}
   */
  post(url: string, value: unknown, signal: AbortSignal): Promise<JsonAnswer> {
    return this.#json(url, signal, JSON.stringify(value));
  }

  /**
   * GETs a text, whatever it is.
   *
   * @throws {FetchError} when there is no answer, or it is no 200 or too long
   */
  async getText(url: string, signal: AbortSignal): Promise<string> {
    const { status, data } = await this.#answer(url, signal, undefined);
    if (status !== 200) throw new FetchError(`status ${status}, expected 200`);
    return data;
  }

  async #json(url: string, signal: AbortSignal, post: string | undefined): Promise<JsonAnswer> {
    const answer = await this.#answer(url, signal, post);
    try {
      return { status: answer.status, body: parseJson(answer.data) };
    } catch {
      throw new FetchError(`status ${answer.status} with a body that is not JSON`);
    }
  }

  async #answer(
    url: string,
    signal: AbortSignal,
    post: string | undefined,
  ): Promise<AxiosResponse<string>> {
    // One deadline for both tries.
    const deadline = new Deadline(signal, this.#timeoutMs);
    let answer: AxiosResponse<string>;
    try {
      answer = await this.#ask(url, deadline.signal, post).catch((error: unknown) => {
        if (!wasStale(error)) throw error;
        // Its other connections may be as stale: the second try has one of its own.
        return this.#ask(url, deadline.signal, post, FRESH);
      });
    } catch (error) {
      throw new FetchError(cleanText(reason(error, this.#timeoutMs)), timedOut(error));
    } finally {
      deadline.clear();
    }
    if (answer.status >= 300 && answer.status < 400) {
      const location = String(answer.headers["location"] ?? "nowhere");
      throw new FetchError(cleanText(`it redirects to ${location}, which is not followed`));
    }
    return answer;
  }

  #ask(
    url: string,
    signal: AbortSignal,
    post: string | undefined,
    agents: Agents = this.#agents,
  ): Promise<AxiosResponse<string>> {
    return axios.request<string>({
      url,
      method: post === undefined ? "GET" : "POST",
      data: post,
      ...agents,
      transport: leanTransport,
      // axios's own timeout is for silence: a target that sends a byte a second would never reach it.
      signal,
      headers: {
        accept: "application/json, text/plain;q=0.5",
        ...(post === undefined ? {} : { "content-type": "application/json" }),
      },
      maxContentLength: MAX_ANSWER_BYTES,
      maxRedirects: 0,
      proxy: false,
      responseType: "text",
      transformResponse: (data: unknown) => data,
      validateStatus: () => true,
    });
  }

  /** Closes the connections that are kept open. */
  close(): void {
    this.#agents.httpAgent.destroy();
    this.#agents.httpsAgent.destroy();
  }
}
