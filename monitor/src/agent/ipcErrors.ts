import { maskSecrets } from "../maskSecrets.ts";

/** Why a client could not be asked. `rpc` is an answer: the process is there and says no. */
export type IpcFault =
  "absent" | "refused" | "forbidden" | "closed" | "timeout" | "garbled" | "rpc";

/** The client could not be asked, over its socket or over HTTP, or gave an error for an answer. */
export class IpcError extends Error {
  override readonly name = "IpcError";
  readonly fault: IpcFault;
  /** The JSON-RPC error code, where the client gave one. */
  readonly code: number | null;

  constructor(fault: IpcFault, message: string, code: number | null = null) {
    super(maskSecrets(message));
    this.fault = fault;
    this.code = code;
  }
}

/** Says in plain words why connecting to a socket failed. */
export function connectError(path: string, error: NodeJS.ErrnoException): IpcError {
  switch (error.code) {
    case "ENOENT":
      return new IpcError(
        "absent",
        `${path}: no such socket; the execution client is not running yet`,
      );
    case "ECONNREFUSED":
      return new IpcError("refused", `${path}: nobody listens; the execution client has stopped`);
    case "EACCES":
    case "EPERM":
      return new IpcError(
        "forbidden",
        `${path}: not permitted to user ${process.getuid?.() ?? "?"}; the agent must run as the client's user`,
      );
    default:
      return new IpcError("closed", `${path}: ${error.message}`);
  }
}
