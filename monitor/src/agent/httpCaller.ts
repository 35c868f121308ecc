import { asObject, asText } from "../peers/read.ts";
import { IpcError } from "./ipcErrors.ts";
import { HttpFault, JsonHttp } from "./jsonHttp.ts";
import {
  type AllowedMethod,
  assertAllowed,
  type CallParams,
  type ExecutionCaller,
} from "./methods.ts";

/**
 * Asks an execution client over HTTP inside its pod: Nethermind, Besu, Erigon and Reth, of which the agent reads no
 * socket. The list of methods is the same.
 */
export class HttpCaller implements ExecutionCaller {
  readonly #url: string;
  readonly #http: JsonHttp;
  #nextId = 1;

  /**
   * @param url the RPC port: `http://127.0.0.1:8545`
   * @param timeoutMs longest wait for one answer
   */
  constructor(url: string, timeoutMs: number) {
    this.#url = url;
    this.#http = new JsonHttp({ timeoutMs });
  }

  async call(method: AllowedMethod, params: CallParams = []): Promise<unknown> {
    assertAllowed(method);
    const id = this.#nextId++;
    const { status, body } = await this.#http
      .ask(this.#url, JSON.stringify({ jsonrpc: "2.0", id, method, params }))
      .catch((error: unknown) => {
        if (!(error instanceof HttpFault)) throw error;
        throw new IpcError("closed", `${this.#url}: ${error.message}`);
      });
    const answer = asObject(body);
    const fault = asObject(answer?.["error"]);
    if (fault !== null) {
      const code = fault["code"];
      throw new IpcError(
        "rpc",
        asText(fault["message"]) ?? "no message",
        typeof code === "number" ? code : null,
      );
    }
    if (answer === null || !("result" in answer))
      throw new IpcError("garbled", `${method}: status ${status}, no JSON-RPC answer`);
    return answer["result"];
  }

  /** Closes the connections. */
  close(): void {
    this.#http.close();
  }
}
