/** A kubeconfig that is missing, broken, or uses what the stand-in cannot do. */
export class KubeconfigError extends Error {
  override readonly name = "KubeconfigError";
  readonly source: string;
  readonly reason: string;

  constructor(source: string, reason: string) {
    super(`kubeconfig ${source}: ${reason}`);
    this.source = source;
    this.reason = reason;
  }
}

/** The cluster does not answer, or not to this user. Nothing was sent to it. */
export class ClusterUnreachableError extends Error {
  override readonly name = "ClusterUnreachableError";
  readonly source: string;
  readonly context: string;
  readonly server: string;
  readonly reason: string;

  constructor(source: string, context: string, server: string, reason: string) {
    super(
      `the Kubernetes cluster cannot be used: context "${context}" of kubeconfig ${source} points at ${server}, and ${reason}. ` +
        "Start the cluster, or set KUBECONFIG to one that runs",
    );
    this.source = source;
    this.context = context;
    this.server = server;
    this.reason = reason;
  }
}

/** The connection failed in the middle of an operation, after the retries. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  readonly code: string | undefined;

  constructor(server: string, cause: Error & { readonly code?: string }) {
    super(`${server}: ${cause.message || (cause.code ?? "connection failed")}`, { cause });
    this.code = cause.code;
  }
}

/** What the API server says of a refusal: the fields of its Status object that are used here. */
export interface ApiStatus {
  readonly message?: string;
  readonly reason?: string;
  readonly details?: {
    readonly name?: string;
    readonly kind?: string;
    readonly causes?: readonly { readonly field?: string; readonly message?: string }[];
  };
}

/** The API server refused a request. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: number;
  readonly status: ApiStatus;

  constructor(method: string, path: string, code: number, status: ApiStatus) {
    super(status.message ?? `${method} ${path}: the API server answered ${code}`);
    this.code = code;
    this.status = status;
  }
}

/** Something of that name is in the cluster already and not in this stack's state. */
export class AlreadyExistsError extends Error {
  override readonly name = "AlreadyExistsError";
  readonly kind: string;
  readonly object: string;

  constructor(kind: string, object: string) {
    super(
      `${kind} ${object} exists in the cluster already, but not in the state of this stack, so it belongs to someone else. ` +
        "Delete it, choose another name, or take it over with `pulumi import`",
    );
    this.kind = kind;
    this.object = object;
  }
}
