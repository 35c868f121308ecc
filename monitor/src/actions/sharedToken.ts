import { createHash, timingSafeEqual } from "node:crypto";
import { readFile } from "../fileCalls.ts";

/** Shortest token that server and agent may share. */
const MIN_TOKEN = 20;

/** The file of the shared token cannot be used. The message never holds what is in it. */
export class SharedTokenError extends Error {
  override readonly name = "SharedTokenError";
}

/**
 * Reads the token that server and agents share.
 *
 * @throws {SharedTokenError} when the file cannot be read or has no single word of at least 20 characters
 */
export async function readSharedToken(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new SharedTokenError(`${file}: ${code} came, expected a file that can be read`);
  });
  const token = text.trim();
  if (!/^[\x21-\x7e]+$/.test(token) || token.length < MIN_TOKEN)
    throw new SharedTokenError(
      `${file}: ${token.length} characters came, expected one word of at least ${MIN_TOKEN}`,
    );
  return token;
}

const hashOf = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Whether a request's `authorization` is the token's. Takes as long for any. */
export const isBearer = (header: string | undefined, token: string): boolean =>
  timingSafeEqual(hashOf(header ?? ""), hashOf(`Bearer ${token}`));
