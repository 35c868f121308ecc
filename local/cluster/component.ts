/** How the supervisor finds out that a program is ready. */
export type ReadyCheck =
  | {
      /** Its address answers 200. */
      readonly kind: "http";
      readonly url: string;
      /** The authority that signed the server's certificate. Default: plain HTTP. */
      readonly authority?: string;
      /** The name of the client certificate to show. Default: none. */
      readonly client?: string;
    }
  /** Its socket accepts a connection. */
  | { readonly kind: "socket"; readonly path: string }
  /** It says nothing of itself: it still runs after so many milliseconds. */
  | { readonly kind: "running"; readonly milliseconds: number }
  /** It is a job: it has ended with exit code 0. */
  | { readonly kind: "exit" };

/** A file that a program reads; written before it starts, mode 0600. */
export interface ConfigFile {
  readonly path: string;
  readonly content: string;
}

/** One program of the cluster, as plain data: what to run, with what, and when it is ready. */
export interface Component {
  /** Also the name of its log. */
  readonly name: string;
  /** A program on PATH. */
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the supervisor's own environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly files: readonly ConfigFile[];
  /** Names of the programs that must be ready before this one starts. */
  readonly after: readonly string[];
  readonly ready: ReadyCheck;
}

/**
 * Settings of the Go runtime that trade a little processor time for memory: the heap may grow by a third between
 * collections instead of doubling, and the collector works harder near `limit` (MiB).
 */
export function goMemory(limit: number): Record<string, string> {
  return { GOGC: "30", GOMEMLIMIT: `${limit}MiB` };
}
