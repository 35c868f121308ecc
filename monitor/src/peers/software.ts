/** What a client's name says that it runs on. Each from a closed list, or a number after a name of one; null: it does not say. */
export interface Software {
  /** Operating system. */
  readonly os: string | null;
  /** Processor architecture, by Go's names. */
  readonly arch: string | null;
  /** Language or runtime with its version, such as `go1.24.7`. */
  readonly runtime: string | null;
}

/** Of a peer that tells nothing. */
export const NO_SOFTWARE: Software = { os: null, arch: null, runtime: null };
