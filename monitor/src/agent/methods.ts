import type { Action } from "../actions/action.ts";

/**
 * All that the agent can ask of a client, over its socket or over HTTP. The socket carries every module, `admin_addPeer`
 * and `debug_*` among them, so what is not on this list is not sent, whoever asks; but see {@link ACTION_METHODS}.
 */
export const ALLOWED_METHODS = [
  "admin_nodeInfo",
  "admin_peers",
  "admin_subscribe",
  "eth_blockNumber",
  "eth_chainId",
  "eth_getBlockByNumber",
  "eth_syncing",
  "net_peerCount",
  "net_version",
  "web3_clientVersion",
] as const;

/** A method that the agent may send. All only read. */
export type AllowedMethod = (typeof ALLOWED_METHODS)[number];

/** A method that is not on the list was about to be sent. */
export class MethodNotAllowedError extends Error {
  readonly method: string;

  constructor(method: string) {
    super(
      `method: ${JSON.stringify(method)} is not sent; expected one of ${ALLOWED_METHODS.join(", ")}`,
    );
    this.name = "MethodNotAllowedError";
    this.method = method;
  }
}

/** @throws {MethodNotAllowedError} when the method is not on the list */
export function assertAllowed(method: string): asserts method is AllowedMethod {
  if (!(ALLOWED_METHODS as readonly string[]).includes(method))
    throw new MethodNotAllowedError(method);
}

/**
 * What an agent that was started with `--allow-actions` can send beside that: for each action its method, with an enode URL
 * as the only argument. Never by {@link ExecutionCaller.call}.
 */
export const ACTION_METHODS: Readonly<Record<Action, string>> = {
  add: "admin_addPeer",
  remove: "admin_removePeer",
  trust: "admin_addTrustedPeer",
};

/** The arguments of a method: no method on the list takes anything but texts and flags. */
export type CallParams = readonly (string | boolean)[];

/** An execution client that can be asked, whatever the way to it. */
export interface ExecutionCaller {
  /**
   * Sends one request and waits for its answer.
   *
   * @throws {MethodNotAllowedError} when the method is not on the list; nothing is sent then
   * @throws {IpcError} with fault `rpc` when the client answers with an error, another when it does not answer
   */
  call(method: AllowedMethod, params?: CallParams): Promise<unknown>;
}
