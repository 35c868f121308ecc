import { type AllowedMethod, assertAllowed } from "../../agent/methods.ts";
import { asObject, asText } from "../../peers/read.ts";
import { FetchError, type JsonFetcher } from "../http.ts";

/** The client answered that it will not tell. */
export class RpcRefusal extends Error {
  override readonly name = "RpcRefusal";
}

/** Asks an execution client at its JSON-RPC port. What may be sent is the agent's list of methods: all of them only read. */
export class RpcCaller {
  readonly #fetcher: Pick<JsonFetcher, "post">;
  readonly #url: string;
  #nextId = 1;

  constructor(fetcher: Pick<JsonFetcher, "post">, rpcUrl: string) {
    this.#fetcher = fetcher;
    this.#url = rpcUrl;
  }

  /**
   * Sends one request without arguments and waits for its answer.
   *
   * @throws {MethodNotAllowedError} when the method is not on the list; nothing is sent then
   * @throws {RpcRefusal} when the client answers with an error, such as for a method that it does not serve
   * @throws {FetchError} when it does not answer, or with something else
   */
  async call(method: AllowedMethod, signal: AbortSignal): Promise<unknown> {
    assertAllowed(method);
    const id = this.#nextId++;
    const request = { jsonrpc: "2.0", id, method, params: [] };
    const { status, body } = await this.#fetcher.post(this.#url, request, signal);
    const answer = asObject(body);
    const error = asObject(answer?.["error"]);
    if (error !== null)
      throw new RpcRefusal(`${method}: ${asText(error["message"]) ?? "an error without a text"}`);
    // Providers refuse a method by the status too, with a body of their own.
    if (status === 401 || status === 403 || status === 405)
      throw new RpcRefusal(`${method}: status ${status}`);
    if (status !== 200 || answer === null || !("result" in answer))
      throw new FetchError(`${method}: status ${status}, no JSON-RPC answer`);
    return answer["result"];
  }
}
