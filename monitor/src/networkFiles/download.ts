import { createHash } from "node:crypto";
import { open, rm } from "node:fs/promises";

/** A file that could not be had, or is not the one that was asked for. The message says why in plain words. */
export class DownloadError extends Error {
  override readonly name = "DownloadError";
  /** Whether asking again may help: a server that is away, not one that has another file. */
  readonly passing: boolean;

  constructor(message: string, passing: boolean) {
    super(message);
    this.passing = passing;
  }
}

/** What is asked for, and its limits. */
export interface Download {
  readonly url: string;
  /** Absolute path that it is written to. */
  readonly path: string;
  /** 64 hex characters; undefined takes what comes. */
  readonly sha256: string | undefined;
  readonly maxBytes: number;
  /** Longest time from asking to the last byte. */
  readonly timeoutMs: number;
}

/** Redirects that are followed: a server that sends round in circles is given up. */
const maxRedirects = 3;

/**
 * Writes what an http or https URL serves into a file.
 *
 * Redirects are followed on the same host only: the file is trusted because of who serves it.
 *
 * @returns the file's SHA-256
 * @throws {DownloadError} and leaves no file
 */
export async function download(wanted: Download): Promise<string> {
  const signal = AbortSignal.timeout(wanted.timeoutMs);
  try {
    const response = await ask(wanted.url, signal, maxRedirects);
    return await save(response, wanted);
  } catch (error) {
    await rm(wanted.path, { force: true });
    if (error instanceof DownloadError) throw error;
    throw new DownloadError(
      signal.aborted ? `no whole answer within ${wanted.timeoutMs} ms` : causeOf(error),
      true,
    );
  }
}

async function ask(url: string, signal: AbortSignal, redirects: number): Promise<Response> {
  const response = await fetch(url, { signal, redirect: "manual" });
  const location = response.headers.get("location");
  if (response.status >= 300 && response.status < 400 && location !== null) {
    await response.body?.cancel();
    const from = new URL(url);
    const next = new URL(location, url);
    if (next.host !== from.host || (from.protocol === "https:" && next.protocol !== "https:")) {
      throw new DownloadError(
        `a redirect to ${next.origin} came, expected the file or a redirect on ${from.origin}`,
        false,
      );
    }
    if (redirects === 0) throw new DownloadError(`more than ${maxRedirects} redirects came`, false);
    return ask(next.href, signal, redirects - 1);
  }
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new DownloadError(`status ${response.status} came, expected 200`, true);
  }
  return response;
}

async function save(response: Response, { path, maxBytes, sha256 }: Download): Promise<string> {
  const hash = createHash("sha256");
  const file = await open(path, "w");
  try {
    let bytes = 0;
    for await (const chunk of chunksOf(response)) {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        throw new DownloadError(`more than ${maxBytes} bytes came`, false);
      }
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    if (bytes === 0) throw new DownloadError("an empty file came", true);
  } finally {
    await file.close();
  }
  const came = hash.digest("hex");
  if (sha256 !== undefined && came !== sha256) {
    throw new DownloadError(`SHA-256 ${came} came, expected ${sha256}`, false);
  }
  return came;
}

async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array> {
  if (body !== null) yield* body as AsyncIterable<Uint8Array>;
}

/** What fetch says is wrong is in the error's cause: "connect ECONNREFUSED …". */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
